import { LineScan, type MaskMessage } from '../../base/line-scan.ts';
import type { FormatCatalog } from './catalog.ts';
import { isContinuation, type Multiline } from './continuation.ts';
import type { FormatDefinition } from './definition.ts';
import { type FieldRoles, rolesOf } from './field-roles.ts';
import { LevelWords } from './level-bytes.ts';
import type { SampleText } from './sample.ts';
import { SampleFields } from './sample-fields.ts';
import { createScanner, createStrictScanner, PLAIN } from './scanner.ts';
import type { ScannerContext } from './scanner-context.ts';
import { TimestampReader } from './timestamp.ts';
import { namesZone } from './timestamp-layout.ts';

export interface Detection {
  readonly definition: FormatDefinition;
  readonly roles: FieldRoles;
  /** One sentence: why this format. */
  readonly reason: string;
  readonly matchedLines: number;
  readonly sampledLines: number;
  readonly runnerUp: { readonly definition: FormatDefinition; readonly matchedLines: number } | undefined;
  /** Every time found names its zone. */
  readonly timesNameZone: boolean;
}

type Lines = SampleText['lines'];

interface Trial {
  readonly definition: FormatDefinition;
  readonly roles: FieldRoles;
  readonly matched: number;
  readonly timed: number;
  readonly zoned: number;
}

/** A format must read this share of the lines that begin records. */
const LEAST_SHARE = 0.2;
/** All formats are tried on so many lines, evenly spread; then those that read at least half the share needed on all lines. */
const FIRST_LINES = 200;
/** Lines looked at for the fields of JSON and logfmt. */
const FIELD_LINES = 500;
/** A constant field with more different values than this, or in more than this share of the lines, is a variable. */
const MOST_CONSTANTS = 200;
const MOST_CONSTANT_SHARE = 0.2;
const FEW_CONSTANTS = 24;
/** Where more lines than this are indented, indentation means nothing. */
const MOST_INDENTED = 0.7;

const noMask: MaskMessage = () => {};
const utf8 = new TextDecoder('utf-8');

/**
 * Judges every format by the share of sample lines that it reads; specificity decides between nearly equals. Lines that look like
 * continuations do not count, so stack traces and a broken beginning do no harm.
 * @param forced id of the format to use whatever fits
 * @throws AppError UNKNOWN_FORMAT
 */
export function detectFormat(
  sample: Uint8Array,
  text: SampleText,
  catalog: FormatCatalog,
  context: Omit<ScannerContext, 'mask'>,
  forced?: string,
): Detection {
  const starts = text.lines.filter(({ start, end }) => !isContinuation(sample, start, end));
  const isIndented = text.lines.length >= 4 && starts.length < text.lines.length * (1 - MOST_INDENTED);
  const lines = isIndented || starts.length === 0 ? text.lines : starts;
  const scanning = { ...context, mask: noMask, isDayFirst: hasDayFirst(sample, lines) };
  const candidates = forced === undefined ? likely(catalog.all(), sample, lines, scanning) : [catalog.get(forced)];
  const trials = candidates.map((definition) => tryFormat(definition, sample, lines, scanning)).sort(better);
  const fits = (trial: Trial) =>
    forced !== undefined || (trial.definition.id !== PLAIN && trial.matched >= Math.max(1, lines.length * LEAST_SHARE));
  const chosen = trials.find(fits) ?? trials.find((trial) => trial.definition.id === PLAIN) ?? trials[0];
  const second = trials.find((trial) => trial !== chosen && trial.matched > 0);
  const multiline: Multiline | undefined = isIndented && chosen.definition.multiline === 'indented' ? 'none' : undefined;
  return {
    definition: chosen.definition,
    roles: {
      ...chosen.roles,
      multiline,
      varying: chosen.definition.scanner === 'text' ? varyingFields(chosen, sample, lines, scanning) : undefined,
    },
    reason: reasonOf(chosen, lines.length, forced !== undefined),
    matchedLines: chosen.matched,
    sampledLines: lines.length,
    runnerUp: second === undefined ? undefined : { definition: second.definition, matchedLines: second.matched },
    timesNameZone: chosen.timed > 0 && chosen.zoned === chosen.timed,
  };
}

/** Formats that may read enough of the lines. Plain text reads any. */
function likely(all: FormatDefinition[], sample: Uint8Array, lines: Lines, context: ScannerContext): FormatDefinition[] {
  if (lines.length <= FIRST_LINES * 2) return all;
  const step = Math.floor(lines.length / FIRST_LINES);
  const some = lines.filter((_, index) => index % step === 0);
  return all.filter(
    (definition) =>
      definition.scanner === 'plain' || tryFormat(definition, sample, some, context).matched >= (some.length * LEAST_SHARE) / 2,
  );
}

function better(a: Trial, b: Trial): number {
  const score = (trial: Trial) => trial.matched * (1 + trial.definition.specificity / 100);
  return score(b) - score(a) || b.definition.specificity - a.definition.specificity;
}

function tryFormat(definition: FormatDefinition, sample: Uint8Array, lines: Lines, context: ScannerContext): Trial {
  const roles = { ...sampleRoles(definition, sample, lines, context), isDayFirst: context.isDayFirst };
  const scanner = createStrictScanner(definition, roles, context);
  const scan = new LineScan();
  let matched = 0;
  let timed = 0;
  let zoned = 0;
  for (const { start, end } of lines) {
    if (!scanner.scan(sample, start, end, scan)) continue;
    if (definition.requiredKeys.length > 0 && !hasKeys(definition.requiredKeys, sample, start, end)) continue;
    matched++;
    if (scan.timeLayout === 0) continue;
    timed++;
    // A fraction of nanoseconds parts the zone from the timestamp; it is behind it all the same.
    if (namesZone(scan.timeLayout) || zoneFollows(sample, end, scan)) zoned++;
  }
  return { definition, roles, matched, timed, zoned };
}

/** Dates such as 14/09/2026: 14 is no month. Undefined where nothing says so. */
function hasDayFirst(sample: Uint8Array, lines: Lines): true | undefined {
  const isDayFirst = lines.some(({ start, end }) => {
    const date = /(?:^|[^\d/])(\d\d)\/(\d\d)\/\d{4} /.exec(utf8.decode(sample.subarray(start, Math.min(end, start + 200))));
    return date !== null && Number(date[1]) > 12 && Number(date[1]) <= 31 && Number(date[2]) <= 12;
  });
  return isDayFirst ? true : undefined;
}

function zoneFollows(sample: Uint8Array, end: number, scan: LineScan): boolean {
  for (let slot = 0; slot + 1 < scan.slotCount; slot++) {
    if (scan.slotKind[slot] !== 0 || scan.slotStart[slot + 1] !== scan.slotEnd[slot]) continue;
    const byte = scan.slotEnd[slot + 1] < end ? sample[scan.slotEnd[slot + 1]] : 0;
    return byte === 0x5a || byte === 0x2b || byte === 0x2d;
  }
  return false;
}

function hasKeys(keys: readonly string[], sample: Uint8Array, start: number, end: number): boolean {
  const line = utf8.decode(sample.subarray(start, end));
  return keys.every((key) => line.includes(`"${key}"`));
}

/** What the fields mean, from the lines themselves. */
function sampleRoles(definition: FormatDefinition, sample: Uint8Array, lines: Lines, context: ScannerContext): FieldRoles {
  if (definition.scanner === 'plain' || (definition.scanner === 'text' && definition.inner === 'none')) return {};
  const fields = new SampleFields();
  const some = lines.slice(0, FIELD_LINES);
  if (definition.scanner === 'text') {
    const scanner = createStrictScanner(definition, {}, context);
    const scan = new LineScan();
    for (const { start, end } of some) {
      if (scanner.scan(sample, start, end, scan) && sample[scan.messageStart] === 0x7b)
        fields.addJson(utf8.decode(sample.subarray(scan.messageStart, scan.messageEnd)));
    }
    return fields.lines === 0 ? {} : { inner: rolesFrom(fields, context) };
  }
  for (const { start, end } of some) {
    const line = utf8.decode(sample.subarray(start, end));
    if (definition.scanner === 'json') fields.addJson(line);
    else fields.addLogfmt(line);
  }
  return rolesFrom(fields, context);
}

function rolesFrom(fields: SampleFields, context: ScannerContext): FieldRoles {
  const time = new TimestampReader(context);
  const levels = new LevelWords();
  const isTime = (value: string) => {
    const bytes = Buffer.from(value);
    return (time.read(bytes, 0, bytes.length) || time.readEpoch(bytes, 0, bytes.length)) && bytes.length - time.end <= 12;
  };
  const isLevel = (value: string) => {
    const bytes = Buffer.from(value);
    return levels.find(bytes, 0, bytes.length) >= 0 || /^(?:[1-6]0|\d|1\d|2[0-4])$/.test(value);
  };
  return rolesOf(fields.list(), isTime, isLevel);
}

/** Fields that the definition calls constant but that are not, here: as constants they would make a signature of every line. */
function varyingFields(trial: Trial, sample: Uint8Array, lines: Lines, context: ScannerContext): string[] | undefined {
  const scanner = createScanner(trial.definition, trial.roles, context);
  const scan = new LineScan();
  const values = new Map<string, Set<string>>();
  for (const { start, end } of lines) {
    if (!scanner.scan(sample, start, end, scan)) continue;
    for (const { name, value } of scanner.describe(sample, start, end, scan).fields) {
      const seen = values.get(name) ?? new Set();
      values.set(name, seen.add(value));
    }
  }
  const most = Math.min(MOST_CONSTANTS, Math.max(FEW_CONSTANTS, trial.matched * MOST_CONSTANT_SHARE));
  const varying = [...values].filter(([name, seen]) => seen.size > most && name !== 'level' && name !== 'status').map(([name]) => name);
  return varying.length === 0 ? undefined : varying;
}

function reasonOf(trial: Trial, lines: number, isForced: boolean): string {
  const { definition, matched, roles } = trial;
  const count = (value: number) => value.toLocaleString('en-US');
  const named = [
    roles.time === undefined ? undefined : `time in "${roles.time}"`,
    roles.level === undefined ? undefined : `level in "${roles.level}"`,
    roles.message === undefined ? undefined : `message in "${roles.message}"`,
  ].filter((part) => part !== undefined);
  const details = named.length > 0 ? `; ${named.join(', ')}` : roles.inner === undefined ? '' : '; messages are JSON objects';
  const share = `${count(matched)} of ${count(lines)} lines`;
  if (isForced) return `asked for; ${share} fit${details}`;
  if (definition.id === PLAIN) return 'no known format fits and few lines hold a time; every line is a record';
  if (definition.scanner === 'plain') return `no known format fits, but ${share} hold a time`;
  return definition.scanner === 'json'
    ? `${share} are JSON objects${details}`
    : definition.scanner === 'logfmt'
      ? `${share} are key=value pairs${details}`
      : `${share} fit${details}`;
}
