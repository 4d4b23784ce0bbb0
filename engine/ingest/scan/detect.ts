import { LineScan, type MaskMessage } from '../../base/line-scan.ts';
import type { FormatCatalog } from './catalog.ts';
import { isContinuation } from './continuation.ts';
import type { FormatDefinition } from './definition.ts';
import { type FieldRoles, type SeenField, rolesOf } from './field-roles.ts';
import type { SampleText } from './sample.ts';
import { createScanner } from './scanner.ts';
import { LevelWords } from './level-bytes.ts';
import { TimestampReader, namesZone } from './timestamp.ts';
import type { ZoneOffsets } from './zone.ts';

export interface Detection {
  readonly definition: FormatDefinition;
  readonly roles: FieldRoles;
  /** One sentence: why this format. */
  readonly reason: string;
  readonly matchedLines: number;
  readonly sampledLines: number;
  readonly runnerUp: { readonly definition: FormatDefinition; readonly matchedLines: number } | undefined;
  readonly timesNameZone: boolean;
}

interface Trial {
  readonly definition: FormatDefinition;
  readonly roles: FieldRoles;
  readonly matched: number;
  readonly timed: number;
  readonly zoned: number;
}

const noMask: MaskMessage = () => {};
const utf8 = new TextDecoder('utf-8');

/**
 * Judges every format by the share of sample lines that it reads; specificity decides between equals. Lines that look like
 * continuations do not count, so stack traces and a broken beginning do no harm.
 * @param forced id of the format to use whatever fits
 */
export function detectFormat(sample: Uint8Array, text: SampleText, catalog: FormatCatalog, context: { zone: ZoneOffsets; referenceTimeUs: number }, forced?: string): Detection {
  const starts = text.lines.filter(({ start, end }) => !isContinuation(sample, start, end));
  const lines = starts.length > 0 ? starts : text.lines;
  const candidates = forced === undefined ? catalog.all() : [catalog.get(forced)];
  const trials = candidates.map((definition) => tryFormat(definition, sample, lines, context)).sort(better);
  const fits = (trial: Trial) => forced !== undefined || (trial.definition.specificity > 0 && trial.matched >= Math.max(1, lines.length * 0.2));
  const chosen = trials.find(fits) ?? trials.find((trial) => trial.definition.id === 'plain') ?? trials[0];
  const second = trials.find((trial) => trial !== chosen && trial.matched > 0);
  return {
    definition: chosen.definition,
    roles: chosen.roles,
    reason: reasonOf(chosen, lines.length, forced !== undefined),
    matchedLines: chosen.matched,
    sampledLines: lines.length,
    runnerUp: second === undefined ? undefined : { definition: second.definition, matchedLines: second.matched },
    timesNameZone: chosen.timed > 0 && chosen.zoned === chosen.timed,
  };
}

/** A format that reads nearly as many lines wins by being more specific; `plain` reads everything and is the last resort. */
function better(a: Trial, b: Trial): number {
  const score = (trial: Trial) => trial.matched * (1 + trial.definition.specificity / 100);
  return score(b) - score(a) || b.definition.specificity - a.definition.specificity;
}

function tryFormat(definition: FormatDefinition, sample: Uint8Array, lines: SampleText['lines'], context: { zone: ZoneOffsets; referenceTimeUs: number }): Trial {
  const roles = definition.scanner === 'text' ? {} : sampleRoles(definition, sample, lines, context);
  const scanner = createScanner(definition, roles, { ...context, mask: noMask });
  const scan = new LineScan();
  let matched = 0;
  let timed = 0;
  let zoned = 0;
  for (const { start, end } of lines) {
    if (!scanner.scan(sample, start, end, scan)) continue;
    if (definition.requiredKeys.length > 0 && !hasKeys(definition.requiredKeys, sample, start, end)) continue;
    matched++;
    if (scan.timeLayout !== 0) {
      timed++;
      if (namesZone(scan.timeLayout)) zoned++;
    }
  }
  return { definition, roles, matched, timed, zoned };
}

function hasKeys(keys: readonly string[], sample: Uint8Array, start: number, end: number): boolean {
  const line = utf8.decode(sample.subarray(start, end));
  return keys.every((key) => line.includes(`"${key}"`));
}

/** Which fields there are and what they mean, from the lines themselves. */
function sampleRoles(definition: FormatDefinition, sample: Uint8Array, lines: SampleText['lines'], context: { zone: ZoneOffsets; referenceTimeUs: number }): FieldRoles {
  const seen = new Map<string, { count: number; values: string[]; distinct: Set<string> }>();
  for (const { start, end } of lines.slice(0, 500)) {
    const line = utf8.decode(sample.subarray(start, end));
    for (const [name, value] of definition.scanner === 'json' ? jsonFields(line) : logfmtFields(line)) {
      let field = seen.get(name);
      if (field === undefined) {
        if (seen.size >= 500) continue;
        field = { count: 0, values: [], distinct: new Set() };
        seen.set(name, field);
      }
      field.count++;
      field.distinct.add(value);
      if (field.values.length < 60) field.values.push(value);
    }
  }
  const fields: SeenField[] = [...seen].map(([name, { count, values, distinct }]) => ({ name, count, values, distinct: distinct.size }));
  const time = new TimestampReader(context);
  const levels = new LevelWords();
  const isTime = (value: string) => {
    const bytes = Buffer.from(value);
    return (time.read(bytes, 0, bytes.length) || time.readEpoch(bytes, 0, bytes.length)) && bytes.length - time.end <= 12;
  };
  const isLevel = (value: string) => {
    const bytes = Buffer.from(value);
    return levels.find(bytes, 0, bytes.length) >= 0 || /^(?:[1-6]0|[1-9]|1\d|2[0-4])$/.test(value);
  };
  return rolesOf(fields, isTime, isLevel);
}

function* jsonFields(line: string): Generator<[string, string]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    // Not JSON: the scanner counts it as a line that does not fit.
    return;
  }
  yield* flatten(parsed, '', 0);
}

function* flatten(value: unknown, path: string, depth: number): Generator<[string, string]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > 4) {
    if (path !== '') yield [path, typeof value === 'string' ? value : JSON.stringify(value)];
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* flatten(inner, path === '' ? key : `${path}.${key}`, depth + 1);
}

function* logfmtFields(line: string): Generator<[string, string]> {
  for (const [, key, quoted, bare] of line.matchAll(/([\w.\-/@]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)) yield [key, quoted ?? bare];
}

function reasonOf(trial: Trial, lines: number, isForced: boolean): string {
  const { definition, matched, roles } = trial;
  const count = (value: number) => value.toLocaleString('en-US');
  const named = [
    roles.time === undefined ? undefined : `time in "${roles.time}"`,
    roles.level === undefined ? undefined : `level in "${roles.level}"`,
    roles.message === undefined ? undefined : `message in "${roles.message}"`,
  ].filter((part) => part !== undefined);
  const details = named.length > 0 ? `; ${named.join(', ')}` : '';
  if (isForced) return `asked for; ${count(matched)} of ${count(lines)} lines fit${details}`;
  if (definition.id === 'plain') return 'no known format fits; every line is a record';
  return `${count(matched)} of ${count(lines)} lines fit${details}`;
}
