import type { AsciiWriter } from './ascii-writer.ts';
import type { RisingClock } from './clock.ts';
import type { FastRandom } from './fast-random.ts';
import type { MessageTemplate } from './templates.ts';

/** Writes one line, its line feed included. */
export type LineFormat = (writer: AsciiWriter, clock: RisingClock, template: MessageTemplate, random: FastRandom) => void;

const text = (value: string): Uint8Array => Buffer.from(value);
const CLOSE_THREAD = text('] ');
const COLON = text(': ');
const FRAMES = [
  '\tat c.e.core.Pipeline.run(Pipeline.java:',
  '\tat c.e.net.Channel.read(Channel.java:',
  '\tat java.base/java.lang.Thread.run(Thread.java:',
].map(text);
const CAUSE = text('java.io.IOException: broken pipe after 0x');
/** One ERROR in so many carries a stack trace of four lines. */
const TRACE_EVERY = 64;

/** What comes between time and message depends on the template only: rendered once for each. */
function perTemplate(render: (template: MessageTemplate) => string): (template: MessageTemplate) => Uint8Array {
  const rendered = new WeakMap<MessageTemplate, Uint8Array>();
  return (template) => {
    let bytes = rendered.get(template);
    if (bytes === undefined) {
      bytes = text(render(template));
      rendered.set(template, bytes);
    }
    return bytes;
  };
}

function isoMillis(writer: AsciiWriter, clock: RisingClock): void {
  writer.copy(clock.iso);
  writer.byte(46);
  writer.padded(Math.floor(clock.fraction / 1_000), 3);
  writer.byte(90);
}

/** `2026-09-14T13:40:00.123Z INFO  [worker-17] c.e.pay.OrderGateway: message` */
export function log4j(): LineFormat {
  const before = perTemplate(({ level }) => ` ${level.padEnd(5)} [worker-`);
  const logger = perTemplate((template) => template.logger);
  return (writer, clock, template, random) => {
    isoMillis(writer, clock);
    writer.copy(before(template));
    writer.decimal(random.below(64));
    writer.copy(CLOSE_THREAD);
    writer.copy(logger(template));
    writer.copy(COLON);
    writer.message(template);
    writer.endLine();
    if (template.level === 'ERROR' && random.below(TRACE_EVERY) === 0) {
      writer.copy(CAUSE);
      writer.hex(8);
      writer.endLine();
      for (const frame of FRAMES) {
        writer.copy(frame);
        writer.decimal(random.below(900));
        writer.byte(41);
        writer.endLine();
      }
    }
  };
}

export function jsonLines(): LineFormat {
  const open = text('{"time":"');
  const head = perTemplate(({ level, service }) => `","level":"${level.toLowerCase()}","service":"${service}","message":"`);
  const tail = text('","thread":');
  const trace = text(',"trace":"');
  const close = text('"}');
  return (writer, clock, template, random) => {
    writer.copy(open);
    isoMillis(writer, clock);
    writer.copy(head(template));
    writer.message(template);
    writer.copy(tail);
    writer.decimal(random.below(64));
    writer.copy(trace);
    writer.hex(32);
    writer.copy(close);
    writer.endLine();
  };
}

export function logfmt(): LineFormat {
  const open = text('ts=');
  const head = perTemplate(({ level, service }) => ` level=${level.toLowerCase()} service=${service} msg="`);
  const tail = text('" trace=');
  return (writer, clock, template) => {
    writer.copy(open);
    isoMillis(writer, clock);
    writer.copy(head(template));
    writer.message(template);
    writer.copy(tail);
    writer.hex(16);
    writer.endLine();
  };
}

export function nginx(): LineFormat {
  const open = text(' - - [');
  const request = perTemplate(
    ({ texts, level }) =>
      `] "${level === 'DEBUG' ? 'HEAD' : level === 'WARN' ? 'POST' : 'GET'} /api/${Buffer.from(texts[0])
        .toString()
        .trim()
        .replaceAll(/[^a-z]+/g, '/')}/`,
  );
  const version = text(' HTTP/1.1" ');
  const status = perTemplate(({ level }) => ({ FATAL: '503 ', ERROR: '502 ', WARN: '404 ' })[level as string] ?? '200 ');
  const tail = text(' "-" "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"');
  return (writer, clock, template, random) => {
    writer.ip();
    writer.copy(open);
    writer.copy(clock.common);
    writer.copy(request(template));
    writer.hex(8);
    writer.copy(version);
    writer.copy(status(template));
    writer.decimal(random.below(60_000));
    writer.copy(tail);
    writer.endLine();
  };
}

export function syslog(): LineFormat {
  const host = text(' node-');
  const app = perTemplate(({ service }) => ` ${service}d[`);
  const close = text(']: ');
  return (writer, clock, template, random) => {
    writer.copy(clock.syslog);
    writer.copy(host);
    writer.decimal(random.below(12));
    writer.copy(app(template));
    writer.decimal(1_000 + random.below(30_000));
    writer.copy(close);
    writer.message(template);
    writer.endLine();
  };
}

/** Kubernetes CRI: `2026-09-14T13:40:00.123456789Z stdout F message` */
export function cri(): LineFormat {
  const head = perTemplate(({ level }) => `Z ${level === 'ERROR' || level === 'FATAL' ? 'stderr' : 'stdout'} F ${level} `);
  return (writer, clock, template, random) => {
    writer.copy(clock.iso);
    writer.byte(46);
    writer.padded(clock.fraction, 6);
    writer.padded(random.below(1_000), 3);
    writer.copy(head(template));
    writer.message(template);
    writer.endLine();
  };
}
