import { SeriesDetector } from '../../analysis/series/series-detector.ts';
import type { AnomalyRow, PatternBucket, Place } from '../storage/rows.ts';

/** From here on the detector says that a value is worth a look. */
const WORTH_TELLING = 0.5;

/**
 * Walks along the counts of one pattern as they came. Buckets of different length are compared by records a minute.
 * @param buckets of one pattern, earliest first
 */
export function findAnomalies({ tenant, service }: Place, buckets: readonly PatternBucket[]): readonly Omit<AnomalyRow, 'id' | 'runId'>[] {
  const detector = new SeriesDetector();
  const found: Omit<AnomalyRow, 'id' | 'runId'>[] = [];
  let before = 0;
  for (const { patternId, template, fromMs, untilMs, count } of buckets) {
    const perMinute = (count * 60_000) / (untilMs - fromMs);
    const score = detector.next(fromMs, perMinute);
    if (score >= WORTH_TELLING) {
      const summary = `"${template === '' ? patternId : template}" went from ${rateText(before)} to ${rateText(perMinute)} a minute`;
      found.push({ tenant, service, kind: 'rate', subject: patternId, atMs: fromMs, score, summary });
    }
    before = perMinute;
  }
  return found;
}

function rateText(rate: number): string {
  return rate >= 100 ? Math.round(rate).toLocaleString('en-US') : String(Number(rate.toPrecision(2)));
}
