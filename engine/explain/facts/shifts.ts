import type { Deviation } from '../../analysis/anomalies/deviations.ts';
import { type ChangedPattern, compareWindows } from '../../analysis/compare/compare-windows.ts';
import type { TimeRange } from '../../base/time.ts';
import { US_PER_HOUR, US_PER_MINUTE } from '../../base/time.ts';
import type { Asked } from '../../query/answers.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { NumericSummary } from '../../query/merge-tally.ts';
import type { ShiftFact } from './facts.ts';
import { narrowed } from './gather.ts';
import { wholePage } from './whole-page.ts';

/** Less time before or during cannot be compared. */
const LEAST_US = 2 * US_PER_MINUTE;
const LEAST_FACTOR = 2;
const LEAST_RECORDS = 30;
const MOST_LOOKED_AT = 8;
/** The one that moved most: which others are found hangs on which records were looked at. */
const MOST_SHIFTS = 1;
/** Durations alone: a size or a count that moves is seldom what hurts. */
const TIME_UNITS = new Set(['ns', 'us', 'ms', 's', 'min', 'h']);

/** Numbers of patterns whose median moved from the time before a deviation to the time of it, over all their records. */
export async function shiftsOf(
  explorer: Explorer,
  asked: Asked,
  { fromUs, untilUs }: Deviation,
  range: TimeRange,
  signal?: AbortSignal,
): Promise<ShiftFact[]> {
  const lengthUs = Math.min(Math.max(untilUs - fromUs, LEAST_US), US_PER_HOUR, fromUs - range.fromUs, range.untilUs - fromUs);
  if (lengthUs < LEAST_US) return [];
  const windows = { a: { fromUs: fromUs - lengthUs, untilUs: fromUs }, b: { fromUs, untilUs: fromUs + lengthUs } };
  const { query = '' } = asked;
  const { changes } = await compareWindows(explorer, { a: query, b: query }, windows, signal);
  const candidates = changes
    .filter(({ change, variable, a, b }) => change.kind === 'values' && isNumber(variable) && Math.min(a.count, b.count) >= LEAST_RECORDS)
    .slice(0, MOST_LOOKED_AT);
  const shifts = await Promise.all(candidates.map((changed) => shiftOf(explorer, asked, changed, windows, signal)));
  return shifts
    .filter((shift) => shift !== undefined)
    .sort((a, b) => factorOf(b) - factorOf(a))
    .slice(0, MOST_SHIFTS);
}

function isNumber(variable: ChangedPattern['variable']): boolean {
  return variable?.name !== undefined && variable.slot !== undefined && variable.distribution.kind === 'numbers';
}

async function shiftOf(
  explorer: Explorer,
  asked: Asked,
  { pattern, variable }: ChangedPattern,
  { a, b }: { readonly a: TimeRange; readonly b: TimeRange },
  signal: AbortSignal | undefined,
): Promise<ShiftFact | undefined> {
  const numbers = async (range: TimeRange): Promise<NumericSummary | undefined> => {
    const { variables } = await explorer.pattern(narrowed(asked, pattern.id, range), pattern.id, signal);
    return variables.find(({ slot }) => slot === variable?.slot)?.summary.numeric;
  };
  const [before, after, page] = await Promise.all([
    numbers(a),
    numbers(b),
    wholePage(explorer, narrowed(asked, pattern.id, b), 'oldest', 1, signal),
  ]);
  const [record] = page.records;
  if (before === undefined || after === undefined || before.unit !== after.unit || !TIME_UNITS.has(after.unit) || record === undefined)
    return undefined;
  const shift = {
    template: pattern.template,
    service: pattern.services[0],
    name: variable?.name ?? '',
    before: before.p50,
    after: after.p50,
    unit: after.unit,
    record,
  };
  return factorOf(shift) >= LEAST_FACTOR ? shift : undefined;
}

/** How far apart the two are, whichever is the larger; 0 where no factor can be told. */
function factorOf({ before, after }: Pick<ShiftFact, 'before' | 'after'>): number {
  return before > 0 && after > 0 ? Math.max(before / after, after / before) : 0;
}
