import { type TimeRange, US_PER_MINUTE } from '../../base/time.ts';
import type { Explorer } from '../../query/explorer.ts';
import { aligned } from '../../query/nice-buckets.ts';
import type { Buckets } from '../../query/spread.ts';
import type { Deviation } from './deviations.ts';

/** A limit that a person set for how many records of a query may come in a time. */
export interface Alert {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  /** It is told when more, or fewer, than `count` come within one window. */
  readonly comparison: 'more' | 'less';
  readonly count: number;
  readonly windowUs: number;
}

/** Windows counted at most; of a longer time the newest. */
const MOST_WINDOWS = 20_000;
/** Somebody said that it matters. */
const SCORE = 0.9;

/**
 * The times in which a limit was crossed. Windows lie at whole multiples of their length; one that is not whole, at the begin or end of the time,
 * cannot have too few.
 * @throws AppError BAD_QUERY, CANCELLED
 */
export async function crossedAlerts(
  explorer: Pick<Explorer, 'countsByBucket'>,
  alerts: readonly Alert[],
  range: TimeRange,
  buckets: Buckets,
  signal?: AbortSignal,
): Promise<Deviation[]> {
  const found: Deviation[] = [];
  for (const alert of alerts) {
    const newest = { fromUs: Math.max(range.fromUs, range.untilUs - MOST_WINDOWS * alert.windowUs), untilUs: range.untilUs };
    const windows = aligned(newest, alert.windowUs);
    const asked = { query: alert.query, range: newest };
    const counts = await explorer.countsByBucket(asked, windows, signal);
    const isWhole = (window: number): boolean => {
      const fromUs = windows.fromUs + window * windows.widthUs;
      return fromUs >= newest.fromUs && fromUs + windows.widthUs <= newest.untilUs;
    };
    const spans = crossings(counts, alert, isWhole);
    if (spans.length === 0) continue;
    const shown = await explorer.countsByBucket({ query: alert.query, range }, buckets, signal);
    for (const { from, until } of spans) {
      const [fromUs, untilUs] = [windows.fromUs + from * windows.widthUs, windows.fromUs + until * windows.widthUs];
      const records = counts.slice(from, until).reduce((sum, count) => sum + count, 0);
      found.push({
        kind: 'alert',
        watched: { counts: shown, part: `alert ${alert.id}`, alert },
        fromUs,
        untilUs,
        score: SCORE,
        records,
        perMinute: (records * US_PER_MINUTE) / (untilUs - fromUs),
        usualPerMinute: (alert.count * US_PER_MINUTE) / alert.windowUs,
      });
    }
  }
  return found;
}

/** Neighbouring windows beyond the limit, as one. */
function crossings(
  counts: readonly number[],
  { comparison, count }: Alert,
  isWhole: (window: number) => boolean,
): { readonly from: number; readonly until: number }[] {
  const found: { from: number; until: number }[] = [];
  for (let window = 0; window < counts.length; window++) {
    if (comparison === 'more' ? counts[window] <= count : counts[window] >= count || !isWhole(window)) continue;
    const last = found.at(-1);
    if (last?.until === window) last.until++;
    else found.push({ from: window, until: window + 1 });
  }
  return found;
}
