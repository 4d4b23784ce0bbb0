import type { Incident } from '../../analysis/anomalies/incidents.ts';
import { type TimeRange, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../../base/time.ts';
import type { Asked } from '../../query/answers.ts';
import type { Explorer } from '../../query/explorer.ts';
import { equalBuckets } from '../../query/nice-buckets.ts';
import type { BareRecord } from '../../query/record-view.ts';
import type { Buckets } from '../../query/spread.ts';
import type { NamedValue, PatternFact, StartFact, StartRun } from './facts.ts';
import { narrowed, rangeOf } from './gather.ts';
import { wholePage } from './whole-page.ts';

/** What is written when something is started, replaced or set differently. */
const STARTS =
  /\b(?:re)?start(?:ed|ing|up)?\b|\bboot(?:ed|ing)\b|\bdeploy(?:ed|ing|ment)?\b|\broll(?:ed|ing)?[ -]?(?:out|back)\b|\bupgrad(?:ed|ing)\b|\bmigrat(?:ed|ing|ions?)\b|\breload(?:ed|ing)\b|\bconfig(?:uration)? (?:changed|updated|loaded)\b|\bfeature flag\b|\bswitch(?:ed|ing) (?:on|off|to)\b|\bscaled (?:up|down)\b/i;

/** What comes so often is no event that explains anything. */
const MOST_RECORDS = 500;
const MOST_PATTERNS = 12;
/** More runs than this, and it starts all the time. */
const MOST_RUNS = 4;
/** Starts nearer to one another belong to one run. */
const RUN_GAP_US = 2 * US_PER_MINUTE;
/** How exactly runs are told apart. */
const BUCKET_US = 5 * US_PER_SECOND;
const MOST_BUCKETS = 20_000;
/** What takes longer, or a quarter of the log if that is less, goes on all the time and is no event. */
const LONGEST_RUN_US = 30 * US_PER_MINUTE;
const LEAST_RUN_LIMIT_US = 10 * US_PER_MINUTE;
const BEFORE_US = 15 * US_PER_MINUTE;
const AROUND_US = US_PER_HOUR;
/** Said by every record of its own accord. */
const OWN_NAMES =
  /^(?:level|severity|service|name|time|timestamp|ts|host|hostname|pod|node|pid|thread|logger|trace|trace_?id|span_?id|instance|container)$/i;
const LONGEST_VALUE = 40;
/** A commit or an id: it differs whenever anything does, and nobody can read it. */
const HASH = /^(?=.*\d)[0-9a-f-]{12,}$/i;
const MOST_VALUES = 6;

/** The start that came shortly before the first warning, with what it says and what another start of the same says differently. */
export async function startBefore(
  explorer: Explorer,
  asked: Asked,
  { fromUs, untilUs, lead }: Incident,
  leadFact: PatternFact | undefined,
  signal?: AbortSignal,
): Promise<StartFact | undefined> {
  const beginUs = leadFact?.first?.timeUs ?? lead.fromUs;
  const { rows } = await explorer.patterns({ query: asked.query }, 0, { limit: Number.POSITIVE_INFINITY, keep: 'most' }, signal);
  const patterns = rows
    .filter(({ id, template, count }) => id !== lead.watched.patternId && count <= MOST_RECORDS && STARTS.test(template))
    .slice(0, MOST_PATTERNS);
  const around = { fromUs: Math.min(fromUs, beginUs) - AROUND_US, untilUs: untilUs + AROUND_US };
  const range = await rangeOf(explorer, asked);
  const runs = await runsIn(
    explorer,
    asked,
    patterns.map(({ id }) => id),
    around,
    signal,
  );
  const longestUs = Math.min(LONGEST_RUN_US, Math.max(LEAST_RUN_LIMIT_US, (range.untilUs - range.fromUs) / 4));
  const isEvent = (each: readonly TimeRange[]): boolean => each.length <= MOST_RUNS && each.every((run) => lengthOf(run) <= longestUs);
  const found = await Promise.all(
    patterns.map(async ({ id, template, services }): Promise<StartFact | undefined> => {
      const own = runs.get(id) ?? [];
      if (!isEvent(own)) return undefined;
      const causedBy = async (at: number): Promise<StartFact | undefined> => {
        const run = own[at];
        if (run === undefined || beginUs - run.untilUs > BEFORE_US) return undefined;
        const cause = await describe(explorer, asked, id, run, signal);
        if (cause === undefined || beginUs - cause.lastUs > BEFORE_US) return undefined;
        // Within a bucket the warning may have come first.
        if (cause.firstUs >= beginUs) return causedBy(at - 1);
        const otherRun = own[at + 1] ?? own[at - 1];
        const other = otherRun === undefined ? undefined : await describe(explorer, asked, id, otherRun, signal);
        return { patternId: id, template, service: services[0], cause, other };
      };
      return causedBy(own.findLastIndex((run) => run.fromUs < beginUs));
    }),
  );
  return found.filter((start) => start !== undefined).sort((x, y) => telling(y) - telling(x) || y.cause.lastUs - x.cause.lastUs)[0];
}

/** Values that two starts say differently. */
export function differences({ cause, other }: StartFact): { readonly name: string; readonly cause: string; readonly other: string }[] {
  return cause.values.flatMap(({ name, value }) => {
    const there = other?.values.find((one) => one.name === name);
    return there === undefined || there.value === value ? [] : [{ name, cause: value, other: there.value }];
  });
}

function telling(start: StartFact): number {
  return differences(start).length * 10 + start.cause.values.length;
}

function lengthOf({ fromUs, untilUs }: TimeRange): number {
  return untilUs - fromUs;
}

/** When each pattern came, told from counts alone: no record is read for it. */
async function runsIn(
  explorer: Explorer,
  { query = '' }: Asked,
  patternIds: readonly string[],
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<Map<string, TimeRange[]>> {
  if (patternIds.length === 0) return new Map();
  const ofThem = `(${patternIds.map((id) => `pattern:${id}`).join(' OR ')})`;
  const asked = { query: query.trim() === '' ? ofThem : `(${query}) ${ofThem}`, range };
  const buckets = equalBuckets(range, Math.min(MOST_BUCKETS, Math.ceil(lengthOf(range) / BUCKET_US)));
  const rows = await explorer.patternsByBucket(asked, buckets, signal);
  return new Map(rows.map(({ id, spark }) => [id, runsOf(spark, buckets)]));
}

function runsOf(counts: readonly number[], { fromUs, widthUs }: Buckets): TimeRange[] {
  const runs: { fromUs: number; untilUs: number }[] = [];
  counts.forEach((count, bucket) => {
    if (count === 0) return;
    const [from, until] = [Math.floor(fromUs + bucket * widthUs), Math.ceil(fromUs + (bucket + 1) * widthUs)];
    const last = runs.at(-1);
    if (last !== undefined && from - last.untilUs < RUN_GAP_US) last.untilUs = until;
    else runs.push({ fromUs: from, untilUs: until });
  });
  return runs;
}

async function describe(
  explorer: Explorer,
  asked: Asked,
  patternId: string,
  run: TimeRange,
  signal: AbortSignal | undefined,
): Promise<StartRun | undefined> {
  const of = narrowed(asked, patternId, run);
  const [oldest, newest] = await Promise.all([wholePage(explorer, of, 'oldest', 1, signal), wholePage(explorer, of, 'newest', 1, signal)]);
  const [first, last] = [oldest.records[0], newest.records[0]];
  if (first === undefined || last === undefined) return undefined;
  const [firstUs, lastUs] = [timeOf(first), timeOf(last)];
  const [a, b] = await Promise.all([explorer.fieldsOf(first.id, signal), explorer.fieldsOf(last.id, signal)]);
  const alike = a.fields.filter(
    ({ name, value }) =>
      !OWN_NAMES.test(name) &&
      value !== '' &&
      value.length <= LONGEST_VALUE &&
      !HASH.test(value) &&
      b.fields.some((field) => field.name === name && field.value === value),
  );
  const during = narrowed(asked, patternId, { fromUs: firstUs, untilUs: lastUs + 1 });
  const values: NamedValue[] = [];
  for (const { name, value } of alike.slice(0, MOST_VALUES)) {
    const { distinct } = await explorer.fieldValues(during, name, '', 1, signal);
    if (distinct === 1) values.push({ name, value });
  }
  return { first, last, firstUs, lastUs, records: newest.total, values };
}

function timeOf({ timeUs }: BareRecord): number {
  return timeUs ?? 0;
}
