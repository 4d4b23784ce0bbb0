import type { Multiline } from './continuation.ts';

/** What detection found out about one source besides its format. Field names are full paths (`log.level`). Plain data that travels to the workers. */
export interface FieldRoles {
  readonly time?: string | undefined;
  readonly level?: string | undefined;
  readonly message?: string | undefined;
  readonly service?: string | undefined;
  /** What level numbers mean: syslog 0–7, OpenTelemetry 1–24, else the tens of pino and bunyan. */
  readonly levelNumbers?: 'syslog' | 'otel' | 'pino' | undefined;
  /** Of the messages that are JSON objects inside another format. */
  readonly inner?: FieldRoles | undefined;
  /** Fields of a text format that are constant by its definition but have too many values here. */
  readonly varying?: readonly string[] | undefined;
  /** 04/09/2026 is in September. */
  readonly isDayFirst?: boolean | undefined;
  /** Where it differs from the format's. */
  readonly multiline?: Multiline | undefined;
}

type NamedRole = 'time' | 'level' | 'message' | 'service';
export type Role = 'none' | NamedRole;

/** Common names, best first; compared without case, `_`, `-`, `@` and spaces. */
const NAMES: Readonly<Record<NamedRole, readonly string[]>> = {
  time: [
    'timestamp',
    'time',
    'ts',
    't',
    'datetime',
    'date',
    'eventtime',
    'logtime',
    'timeunixnano',
    'observedtimestamp',
    'asctime',
    'when',
    'realtimetimestamp',
    'sourcerealtimetimestamp',
    'creationtimestamp',
    'lasttimestamp',
    'eventtimestamp',
    'timelocal',
    'timeiso8601',
    'ingestiontime',
    'createdat',
  ],
  level: ['level', 'severity', 'lvl', 'loglevel', 'log.level', 'severitytext', 'levelname', 'priority', 'sev', 'severitynumber', 'type'],
  message: ['message', 'msg', 'body', 'log', 'text', 'event', 'short_message', 'note', 'description', 'reason'],
  service: [
    'service',
    'service.name',
    'servicename',
    'app',
    'application',
    'appname',
    'resource.service.name',
    'resource.attributes.service.name',
    'syslogidentifier',
    'container',
    'containername',
    'kubernetes.containername',
    'program',
    'component',
    'name',
    'logger',
  ],
};

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.\$date$/, '')
    .replace(/[_\-@ ]/g, '');
}

/** What was seen of one field in a sample. */
export interface SeenField {
  readonly name: string;
  readonly count: number;
  /** Up to some dozens of values, as text. */
  readonly values: readonly string[];
  readonly distinct: number;
}

/**
 * Decides the roles from the fields of a sample: by name where the content fits, by content alone where no name does.
 * @param isTime whether a value is a timestamp  @param isLevel whether a value is a level
 */
export function rolesOf(fields: readonly SeenField[], isTime: (value: string) => boolean, isLevel: (value: string) => boolean): FieldRoles {
  const share = (field: SeenField, fits: (value: string) => boolean) => field.values.filter(fits).length / Math.max(1, field.values.length);
  const time =
    byName(fields, 'time', (field) => share(field, isTime) > 0.8) ??
    fields.find((field) => share(field, isTime) > 0.9 && field.distinct > 1)?.name;
  const level =
    byName(fields, 'level', (field) => share(field, isLevel) > 0.8) ??
    fields.find((field) => share(field, isLevel) > 0.95 && field.values.every(isLevelLike))?.name;
  const taken = new Set([time, level]);
  const free = fields.filter((field) => !taken.has(field.name));
  const message = byName(free, 'message', (field) => share(field, (value) => value !== '') > 0.3) ?? longestText(free);
  const service = byName(
    free.filter((field) => field.name !== message),
    'service',
    (field) => field.distinct <= Math.max(20, field.count / 50) && share(field, (value) => /^[A-Za-z][\w./-]{0,60}$/.test(value)) > 0.8,
  );
  return { time, level, message, service, levelNumbers: numbersOf(fields.find((field) => field.name === level)) };
}

/** Numbers and most single letters are no level unless the name of the field says so. */
function isLevelLike(value: string): boolean {
  return /^(?:[A-Za-z]{4,}|[IWEFDVT])$/.test(value);
}

function numbersOf(level: SeenField | undefined): FieldRoles['levelNumbers'] {
  const numbers = level?.values.filter((value) => /^\d\d?$/.test(value)).map(Number) ?? [];
  if (level === undefined || numbers.length === 0) return undefined;
  const name = plain(level.name);
  if (name.endsWith('severitynumber')) return 'otel';
  if (numbers.every((value) => value >= 10 && value % 10 === 0)) return 'pino';
  return numbers.every((value) => value <= 7) ? 'syslog' : 'otel';
}

function byName(fields: readonly SeenField[], role: NamedRole, fits: (field: SeenField) => boolean): string | undefined {
  for (const name of NAMES[role]) {
    const found = fields.find((field) => plain(field.name) === plain(name) && fits(field));
    if (found !== undefined) return found.name;
  }
  // Nested under anything: `otel.body`, `fields.message`.
  for (const name of NAMES[role].slice(0, 8)) {
    const found = fields.find((field) => plain(field.name).endsWith(`.${plain(name)}`) && fits(field));
    if (found !== undefined) return found.name;
  }
  return undefined;
}

/** The field whose values read most like sentences. */
function longestText(fields: readonly SeenField[]): string | undefined {
  let best: string | undefined;
  let bestWords = 2;
  for (const field of fields) {
    const words = field.values.reduce((sum, value) => sum + value.split(' ').length, 0) / Math.max(1, field.values.length);
    if (words > bestWords && !field.values.every((value) => /^[[{]/.test(value))) {
      best = field.name;
      bestWords = words;
    }
  }
  return best;
}
