import type { Incident } from '../../analysis/anomalies/incidents.ts';
import { US_PER_HOUR, US_PER_MINUTE } from '../../base/time.ts';
import type { Asked } from '../../query/answers.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { BareRecord } from '../../query/record-view.ts';
import type { NamedValue, PatternFact, StartFact, StartRun } from './facts.ts';
import { narrowed } from './gather.ts';
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
  const found: StartFact[] = [];
  for (const { id, template, services } of patterns) {
    const of = narrowed(asked, id, around);
    const { records } = await wholePage(explorer, of, 'oldest', MOST_RECORDS, signal);
    const runs = runsOf(records);
    if (runs.length > MOST_RUNS) continue;
    const at = runs.findLastIndex((run) => timeOf(run[0]) < beginUs);
    if (at < 0 || beginUs - timeOf(runs[at][runs[at].length - 1]) > BEFORE_US) continue;
    const [cause, other] = await Promise.all(
      [runs[at], runs[at + 1] ?? runs[at - 1]].map((run) => (run === undefined ? undefined : describe(explorer, asked, id, run, signal))),
    );
    if (cause !== undefined) found.push({ patternId: id, template, service: services[0], cause, other });
  }
  return found.sort((a, b) => telling(b) - telling(a) || b.cause.lastUs - a.cause.lastUs)[0];
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

function runsOf(records: readonly BareRecord[]): [BareRecord, ...BareRecord[]][] {
  const runs: [BareRecord, ...BareRecord[]][] = [];
  for (const record of records) {
    const last = runs.at(-1);
    const previous = last?.at(-1);
    if (last !== undefined && previous !== undefined && timeOf(record) - timeOf(previous) <= RUN_GAP_US) last.push(record);
    else runs.push([record]);
  }
  return runs;
}

async function describe(
  explorer: Explorer,
  asked: Asked,
  patternId: string,
  run: readonly [BareRecord, ...BareRecord[]],
  signal: AbortSignal | undefined,
): Promise<StartRun> {
  const [first, last] = [run[0], run[run.length - 1]];
  const [firstUs, lastUs] = [timeOf(first), timeOf(last)];
  const [a, b] = await Promise.all([explorer.detail(first.id, signal), explorer.detail(last.id, signal)]);
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
  return { first, last, firstUs, lastUs, records: run.length, values };
}

function timeOf({ timeUs }: BareRecord): number {
  return timeUs ?? 0;
}
