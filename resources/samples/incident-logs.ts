import { commonLogTime, localIso } from './incident-clock.ts';

/** Central European Summer Time, where the payments and inventory machines stand. */
const BERLIN_OFFSET_MINUTES = 120;

const PINO_LEVEL = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const;

type Values = Readonly<Record<string, string | number>>;

/** One log file in the making: entries may be added in any order, the text is in time order. */
class Log {
  readonly #entries: { readonly ms: number; readonly text: string }[] = [];

  add(ms: number, text: string): void {
    this.#entries.push({ ms, text });
  }

  /** Entries in [fromMs, untilMs), oldest first; those of the same millisecond in the order in which they came. */
  text(fromMs: number, untilMs: number): string {
    const kept = this.#entries.filter(({ ms }) => ms >= fromMs && ms < untilMs).sort((a, b) => a.ms - b.ms);
    return kept.map(({ text }) => `${text}\n`).join('');
  }
}

/** nginx, combined with request time and trace id behind it. Times in UTC, whole seconds. */
export class AccessLog extends Log {
  request(
    ms: number,
    client: string,
    method: string,
    target: string,
    status: number,
    bytes: number,
    referrer: string,
    agent: string,
    seconds: string,
  ): void {
    this.add(
      ms,
      `${client} - - [${commonLogTime(ms)}] "${method} ${target} HTTP/1.1" ${status} ${bytes} "${referrer}" "${agent}" ${seconds}`,
    );
  }
}

/** pino: JSON lines, numeric levels, epoch milliseconds. */
export class PinoLog extends Log {
  record(ms: number, level: keyof typeof PINO_LEVEL, name: string, pod: string, values: Values, msg: string): void {
    this.add(ms, JSON.stringify({ level: PINO_LEVEL[level], time: ms, name, pod, ...values, msg }));
  }
}

/** logfmt with the offset of its zone in every time. */
export class LogfmtLog extends Log {
  record(ms: number, level: 'debug' | 'info' | 'warn' | 'error', service: string, msg: string, values: Values): void {
    const pairs = Object.entries(values).map(([key, value]) => ` ${key}=${value}`);
    this.add(
      ms,
      `ts=${localIso(ms, BERLIN_OFFSET_MINUTES)}+02:00 level=${level} service=${service} msg=${JSON.stringify(msg)}${pairs.join('')}`,
    );
  }
}

/** log4j with local times that name no zone. */
export class Log4jLog extends Log {
  record(ms: number, level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR', thread: string, logger: string, message: string): void {
    const time = localIso(ms, BERLIN_OFFSET_MINUTES).replace('T', ' ').replace('.', ',');
    this.add(ms, `${time} ${level.padEnd(5)} [${thread}] ${logger}: ${message}`);
  }
}

/** PostgreSQL to standard error, `log_line_prefix = '%m [%p] %q%u@%d '`, log_timezone = UTC. */
export class PostgresLog extends Log {
  record(
    ms: number,
    pid: number,
    who: string,
    severity: 'LOG' | 'ERROR' | 'FATAL' | 'DETAIL' | 'STATEMENT' | 'HINT' | 'CONTEXT',
    message: string,
  ): void {
    this.add(ms, `${localIso(ms, 0).replace('T', ' ')} UTC [${pid}] ${who === '' ? '' : `${who} `}${severity}:  ${message}`);
  }
}

/** Kubernetes events as a cluster exports them: JSON lines, UTC, whole seconds. */
export class KubeEventLog extends Log {
  event(
    ms: number,
    type: 'Normal' | 'Warning',
    reason: string,
    kind: string,
    name: string,
    component: string,
    message: string,
    count = 1,
  ): void {
    const time = `${new Date(ms).toISOString().slice(0, 19)}Z`;
    this.add(
      ms,
      JSON.stringify({
        lastTimestamp: time,
        type,
        reason,
        message,
        count,
        involvedObject: { kind, namespace: 'shop', name },
        source: { component },
      }),
    );
  }
}
