import { US_PER_DAY, US_PER_HOUR } from '#base/time.ts';
import type { PullEstimate, PullFilter } from '#contract/connect.ts';
import { formatCount, formatShortCount } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';

/** What a person chooses of a service, before anything is read. */
export interface PullDraft {
  readonly fromUs: number;
  readonly untilUs: number;
  /** Id of the range that was chosen, `custom` for another. */
  readonly range: string;
  /** Services left out; a service that comes later is in. */
  readonly without: ReadonlySet<string>;
  readonly minLevel: PullFilter['minLevel'];
  readonly text: string;
  /** `key=value`, separated by commas. */
  readonly attributes: string;
  /** LogQL; for Loki alone. */
  readonly expression: string;
  readonly follow: boolean;
}

export const RANGES = [
  ['1h', '1 h', US_PER_HOUR],
  ['6h', '6 h', 6 * US_PER_HOUR],
  ['24h', '24 h', US_PER_DAY],
  ['7d', '7 days', 7 * US_PER_DAY],
] as const;

export const LEVEL_CHOICES = [
  [undefined, 'All'],
  ['INFO', 'INFO and above'],
  ['WARN', 'WARN and above'],
] as const;

export function newDraft(nowUs: number): PullDraft {
  const untilUs = Math.floor(nowUs);
  return {
    fromUs: untilUs - US_PER_DAY,
    untilUs,
    range: '24h',
    without: new Set(),
    minLevel: undefined,
    text: '',
    attributes: '',
    expression: '',
    follow: false,
  };
}

/** @param known services of the range, as the service counts them  @returns undefined where nothing is chosen */
export function filterOf(draft: PullDraft, known: readonly string[]): PullFilter | undefined {
  const { fromUs, untilUs, without, minLevel, text, attributes, expression } = draft;
  const services = without.size === 0 ? [] : known.filter((name) => !without.has(name));
  if (untilUs <= fromUs || (without.size > 0 && services.length === 0)) return undefined;
  return {
    fromUs,
    untilUs,
    services,
    minLevel,
    text: text.trim() === '' ? undefined : text.trim(),
    attributes: attributesOf(attributes),
    expression: expression.trim() === '' ? undefined : expression.trim(),
  };
}

function attributesOf(text: string): NonNullable<PullFilter['attributes']> {
  return text.split(',').flatMap((part) => {
    const match = /^\s*(resource:)?([^=\s]+)\s*=\s*(.*?)\s*$/.exec(part);
    return match?.[2] === undefined
      ? []
      : [{ key: match[2], value: match[3] ?? '', of: match[1] ? ('resource' as const) : ('record' as const) }];
  });
}

/** Records a second that a service gives at most: PostHog by its limit of requests, Loki as usual. */
const RECORDS_PER_SECOND: Readonly<Record<string, number>> = { posthog: 16_000, loki: 50_000 };

export function timeNeeded(connector: string, records: number): string {
  const seconds = records / (RECORDS_PER_SECOND[connector] ?? 10_000);
  return seconds < 10 ? 'A few seconds' : `About ${formatDuration(Math.ceil(seconds / 10) * 10_000)}. You can start at once`;
}

export function loadWords(records: number | undefined): string {
  if (records === undefined) return 'Load records';
  return records === 1 ? 'Load 1 record' : `Load ${records < 10_000 ? formatCount(records) : formatShortCount(records)} records`;
}

/** Sixty bars over the range, from buckets of any width; each [0, 1] of the highest. */
export function barsOf({ buckets, bucketUs }: PullEstimate, fromUs: number, untilUs: number, count = 72): readonly number[] {
  const bars = new Array<number>(count).fill(0);
  const barUs = (untilUs - fromUs) / count;
  for (const bucket of buckets) {
    const first = Math.max(0, Math.floor((bucket.fromUs - fromUs) / barUs));
    const last = Math.min(count - 1, Math.max(first, Math.ceil((bucket.fromUs + bucketUs - fromUs) / barUs) - 1));
    for (let bar = first; bar <= last; bar++) bars[bar] = (bars[bar] ?? 0) + bucket.count / (last - first + 1);
  }
  const most = Math.max(...bars, Number.MIN_VALUE);
  return bars.map((bar) => bar / most);
}
