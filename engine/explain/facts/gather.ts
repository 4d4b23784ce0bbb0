import type { Deviation } from '../../analysis/anomalies/deviations.ts';
import type { Incident } from '../../analysis/anomalies/incidents.ts';
import { levelIndex } from '../../base/level.ts';
import type { TimeRange } from '../../base/time.ts';
import type { Asked } from '../../query/answers.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { IncidentFacts, NamedValue, PatternFact } from './facts.ts';
import { shiftsOf } from './shifts.ts';
import { startBefore } from './starts.ts';
import { traceThrough } from './traces.ts';
import { wholePage } from './whole-page.ts';

/** Warnings looked at one by one: the first of each service, then the most frequent. */
const MOST_WARNINGS = 10;
const MOST_SILENCES = 3;
/** A silence of less than this many usual records a minute is no loss that anybody misses. */
const LEAST_USUAL = 1;
/** Warnings whose values are looked at, of those with most records: one is told of. */
const MOST_LOOKED_INTO = 4;
/** Records that must say the same before it is called constant. */
const LEAST_CONSTANT = 10;

/**
 * Looks up what there is to say about an incident: counts, first and last records, starts before it, a trace through it, values that moved.
 * @param asked what the incident was found in
 * @param bucketUs how exactly its times are known
 * @throws AppError BAD_QUERY, CANCELLED
 */
export async function gatherFacts(
  explorer: Explorer,
  asked: Asked,
  incident: Incident,
  templates: ReadonlyMap<string, string>,
  bucketUs: number,
  signal?: AbortSignal,
): Promise<IncidentFacts> {
  const range = await rangeOf(explorer, asked);
  const context = { explorer, asked, templates, range, bucketUs, signal };
  const silent = incident.deviations.filter((one) => isLess(one) && one.usualPerMinute >= LEAST_USUAL);
  const [lead, warnings, silences] = await Promise.all([
    patternFact(context, incident.lead),
    patternFacts(context, toldWarnings(incident)),
    patternFacts(context, silent.toSorted((a, b) => b.usualPerMinute - a.usualPerMinute).slice(0, MOST_SILENCES)),
  ]);
  const inOrder = warnings.toSorted((a, b) => startOf(a) - startOf(b));
  const lookedInto = new Set(warnings.toSorted((a, b) => b.records - a.records).slice(0, MOST_LOOKED_INTO));
  const withValues = Promise.all(
    inOrder.map(async (fact) => (lookedInto.has(fact) ? { ...fact, constants: await constantsOf(context, fact) } : fact)),
  );
  const [start, trace, shifts] = await Promise.all([
    startBefore(explorer, asked, incident, lead, signal),
    traceThrough(explorer, inOrder, signal),
    shiftsOf(explorer, asked, incident.lead, range, signal),
  ]);
  return { incident, range, lead, warnings: await withValues, silences, start, trace, shifts };
}

/** First time of a pattern, exact where it is known. */
export function startOf({ first, deviation }: PatternFact): number {
  return first?.timeUs ?? deviation.fromUs;
}

function isLess({ kind }: Deviation): boolean {
  return kind === 'drop' || kind === 'silence';
}

function isMore({ kind }: Deviation): boolean {
  return kind === 'new' || kind === 'spike';
}

function toldWarnings({ deviations, lead }: Incident): Deviation[] {
  const warnings = deviations.filter(
    (one) => one.watched.patternId !== undefined && isMore(one) && levelIndex(one.watched.level ?? 'UNSET') >= levelIndex('WARN'),
  );
  const bySeverity = warnings.toSorted(
    (a, b) => levelIndex(b.watched.level ?? 'UNSET') - levelIndex(a.watched.level ?? 'UNSET') || b.records - a.records,
  );
  const services = new Set<string | undefined>();
  const firsts = bySeverity.filter(({ watched: { service } }) => !services.has(service) && services.add(service));
  return [...new Set([...(warnings.includes(lead) ? [lead] : []), ...firsts, ...bySeverity])].slice(0, MOST_WARNINGS);
}

interface Context {
  readonly explorer: Explorer;
  readonly asked: Asked;
  readonly templates: ReadonlyMap<string, string>;
  readonly range: TimeRange;
  readonly bucketUs: number;
  readonly signal: AbortSignal | undefined;
}

async function patternFacts(context: Context, deviations: readonly Deviation[]): Promise<PatternFact[]> {
  return (await Promise.all(deviations.map((one) => patternFact(context, one)))).filter((fact) => fact !== undefined);
}

async function patternFact(context: Context, deviation: Deviation): Promise<PatternFact | undefined> {
  const { explorer, asked, templates, range, bucketUs, signal } = context;
  const { patternId, service } = deviation.watched;
  const template = patternId === undefined ? undefined : templates.get(patternId);
  if (patternId === undefined || template === undefined) return undefined;
  const during = narrowed(asked, patternId, { fromUs: deviation.fromUs, untilUs: Math.max(deviation.untilUs, deviation.fromUs + 1) });
  const earlier = narrowed(asked, patternId, { fromUs: range.fromUs, untilUs: deviation.fromUs });
  const [first, last, before] = await Promise.all([
    wholePage(explorer, during, 'oldest', 1, signal),
    wholePage(explorer, during, 'newest', 1, signal),
    isLess(deviation) && earlier.range.fromUs < earlier.range.untilUs ? wholePage(explorer, earlier, 'newest', 1, signal) : undefined,
  ]);
  const records = await explorer.count(during, signal);
  return {
    deviation,
    patternId,
    template,
    service,
    records,
    first: first.records[0],
    last: last.records[0],
    before: before?.records[0],
    // The last bucket is not looked at: it is seldom whole.
    lasts: deviation.untilUs >= range.untilUs - 2 * bucketUs,
    constants: [],
  };
}

async function constantsOf({ explorer, asked, signal }: Context, { patternId, deviation, records }: PatternFact): Promise<NamedValue[]> {
  if (records < LEAST_CONSTANT) return [];
  const during = narrowed(asked, patternId, { fromUs: deviation.fromUs, untilUs: deviation.untilUs });
  const { variables } = await explorer.pattern(during, patternId, signal);
  return variables.flatMap(({ name, summary: { distinct, top } }) =>
    name === undefined || distinct !== 1 || top.length === 0 ? [] : [{ name, value: top[0].value }],
  );
}

/** The records of one pattern in a time, under the filter of the question. */
export function narrowed({ query = '' }: Asked, patternId: string, range: TimeRange): Required<Asked> & { readonly range: TimeRange } {
  const part = `pattern:${patternId}`;
  return { query: query.trim() === '' ? part : `(${query}) ${part}`, range };
}

export async function rangeOf(explorer: Explorer, { range }: Asked): Promise<TimeRange> {
  if (range !== undefined) return range;
  const { minUs, maxUs } = await explorer.overview();
  return minUs === undefined || maxUs === undefined ? { fromUs: 0, untilUs: 1 } : { fromUs: minUs, untilUs: maxUs + 1 };
}
