import { parseArgs } from 'node:util';
import { AppError, type ErrorCode } from '../../base/app-error.ts';
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE } from '../../base/time.ts';

const OPTIONS = {
  save: { type: 'string' },
  format: { type: 'string' },
  tz: { type: 'string' },
  json: { type: 'boolean' },
  messages: { type: 'string' },
  detail: { type: 'string' },
  matchers: { type: 'string' },
  like: { type: 'string' },
  series: { type: 'string' },
  in: { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  level: { type: 'string' },
  template: { type: 'string' },
  limit: { type: 'string' },
  a: { type: 'string' },
  b: { type: 'string' },
  baseline: { type: 'string' },
  incident: { type: 'string' },
  anomaly: { type: 'string' },
  model: { type: 'string' },
  send: { type: 'boolean' },
  policies: { type: 'string' },
  input: { type: 'string' },
  output: { type: 'string' },
  stats: { type: 'string' },
  signal: { type: 'string' },
  port: { type: 'string' },
  'no-open': { type: 'boolean' },
  host: { type: 'string' },
  project: { type: 'string' },
  service: { type: 'string', multiple: true },
  attribute: { type: 'string', multiple: true },
  text: { type: 'string' },
  query: { type: 'string' },
  tenant: { type: 'string' },
  user: { type: 'string' },
  follow: { type: 'boolean' },
  name: { type: 'string' },
  enable: { type: 'boolean' },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const ALLOWED: Readonly<Record<string, readonly (keyof typeof OPTIONS)[]>> = {
  analyze: ['save', 'format', 'tz', 'json'],
  search: ['in', 'from', 'until', 'level', 'template', 'limit', 'json', 'format', 'tz'],
  compare: ['in', 'a', 'b', 'baseline', 'incident', 'query', 'json', 'format', 'tz'],
  anomalies: ['in', 'limit', 'json', 'format', 'tz'],
  explain: ['in', 'anomaly', 'model', 'send', 'json', 'format', 'tz'],
  ask: ['in', 'model', 'send', 'json', 'format', 'tz'],
  templates: ['messages', 'in', 'detail', 'matchers', 'like', 'limit', 'json', 'format', 'tz'],
  detect: ['series'],
  policy: ['policies', 'input', 'output', 'stats', 'signal', 'in', 'a', 'b', 'json', 'format', 'tz'],
  serve: ['port', 'no-open', 'format', 'tz'],
  formats: ['json'],
  sample: [],
  'drop-rule': ['host', 'project', 'service', 'text', 'name', 'from', 'until', 'enable', 'yes', 'json'],
  pull: [
    'host',
    'project',
    'query',
    'tenant',
    'user',
    'from',
    'until',
    'service',
    'attribute',
    'level',
    'text',
    'follow',
    'port',
    'save',
    'json',
  ],
};

export type CommandName =
  | 'analyze'
  | 'search'
  | 'compare'
  | 'anomalies'
  | 'explain'
  | 'ask'
  | 'templates'
  | 'detect'
  | 'policy'
  | 'pull'
  | 'drop-rule'
  | 'serve'
  | 'formats'
  | 'sample';

export interface Call {
  readonly command: CommandName | 'help' | 'version';
  readonly files: readonly string[];
  readonly options: {
    readonly [Name in keyof typeof OPTIONS]?: (typeof OPTIONS)[Name] extends { readonly multiple: true }
      ? readonly string[]
      : (typeof OPTIONS)[Name]['type'] extends 'string'
        ? string
        : boolean;
  };
}

/** @throws AppError BAD_REQUEST saying what is wrong with the call. */
export function parseCall(argv: readonly string[]): Call {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : String(cause));
  }
  const { values, positionals } = parsed;
  const [command, ...files] = positionals;
  if (values.version === true) return { command: 'version', files: [], options: {} };
  if (values.help === true || command === undefined || command === 'help') return { command: 'help', files: [], options: {} };
  if (!isCommand(command)) throw wrong(`There is no command "${command}".`);
  for (const name of Object.keys(values)) {
    if (!ALLOWED[command].some((allowed) => allowed === name)) throw wrong(`"logsift ${command}" has no option --${name}.`);
  }
  return { command, files, options: values };
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(ALLOWED, name);
}

const WRONG_CALL_CODES = [
  'BAD_REQUEST',
  'BAD_POLICY',
  'BAD_QUERY',
  'UNKNOWN_FORMAT',
  'BAD_TIME_ZONE',
] as const satisfies readonly ErrorCode[];

/** The code itself when it means that the call was wrong, not what was to be read. */
export function wrongCallCode(code: string): ErrorCode | undefined {
  return WRONG_CALL_CODES.find((one) => one === code);
}

export function wrong(what: string): AppError {
  return new AppError('BAD_REQUEST', `${what} "logsift --help" lists what there is.`);
}

const DETAILS = ['forms', 'patterns', 'close', 'loose', 'topics'] as const;

/** @returns how fine templates are shown, from the finest on; the templates themselves when nothing was said */
export function detailOption(text: string | undefined): (typeof DETAILS)[number] {
  if (text === undefined) return 'patterns';
  const known = DETAILS.find((detail) => detail === text);
  if (known === undefined) throw wrong(`--detail takes one of ${DETAILS.join(', ')}, not "${text}".`);
  return known;
}

/** @returns a whole number of at least `least`. */
export function wholeNumber(text: string | undefined, name: string, least: number, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw wrong(`--${name} takes a whole number from ${least} on, not "${text}".`);
  return value;
}

const AGO_US = { m: US_PER_MINUTE, h: US_PER_HOUR, d: US_PER_DAY } as const;

/** A time as timeOption takes it, or how long ago: `30m`, `6h`, `7d`. @returns microseconds since the epoch */
export function timeOrAgo(text: string | undefined, name: string, nowUs: number): number | undefined {
  const ago = /^(\d+)([mhd])$/.exec(text ?? '');
  if (ago === null) return timeOption(text, name);
  const [, amount, unit] = ago;
  return nowUs - Number(amount) * AGO_US[unit as keyof typeof AGO_US];
}

/** @returns microseconds since the epoch. */
export function timeOption(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) || /^\d{4}-\d\d-\d\d$/.test(text);
  const ms = Date.parse(hasZone ? text : `${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(ms)) throw wrong(`--${name} takes a time such as 2026-09-14T13:40:00Z, not "${text}".`);
  return ms * 1000;
}
