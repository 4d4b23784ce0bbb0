import type { Anomaly, Deviation, DeviationKind } from '#contract/anomalies.ts';
import { formatCount, formatFactor, plural, threeDigits } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';
import type { TimeFormat } from '../../format/time.ts';

/** What kind of thing it is, in two words: `New FATAL pattern`, `Error burst`, `Silence, ongoing`. */
export function kindText({ kind, level, ongoing }: Pick<Anomaly, 'kind' | 'level' | 'ongoing'>): string {
  if (kind === 'new') return level === 'FATAL' || level === 'ERROR' || level === 'WARN' ? `New ${level} pattern` : 'New pattern';
  if (kind === 'spike') return level === 'FATAL' || level === 'ERROR' ? 'Error burst' : level === 'WARN' ? 'Warning burst' : 'Volume spike';
  const missing = kind === 'drop' ? 'Drop' : 'Silence';
  return ongoing ? `${missing}, ongoing` : missing;
}

/** Where: the service, or all of a level. */
export function placeText({ service, level }: Pick<Deviation, 'service' | 'level'>): string {
  return service ?? (level === undefined ? '' : `all of ${level}`);
}

/** Of what, where it is not one pattern. */
export function wholeText({ service, level }: Pick<Deviation, 'service' | 'level'>): string {
  return service === undefined ? `All records of ${level ?? 'no level'}` : `All records of ${service}`;
}

/** What happened to it: `214 times in 21 min 30 s. Never seen before 14:31:05.` */
export function happenedText(lead: Deviation, time: Pick<TimeFormat, 'second'>): string {
  const { kind, records, perMinute, usualPerMinute, fromUs, untilUs } = lead;
  const lasted = formatDuration((untilUs - fromUs) / 1_000);
  switch (kind) {
    case 'new':
      return records === 1
        ? `Once. Never seen before ${time.second(fromUs)}.`
        : `${formatCount(records)} times in ${lasted}. Never seen before ${time.second(fromUs)}.`;
    case 'spike':
      return usualPerMinute > 0
        ? `${formatFactor(perMinute / usualPerMinute)} the usual rate for ${lasted}: ${rateText(perMinute)} a minute.`
        : `${formatCount(records)} times in ${lasted}. Expected none.`;
    case 'drop':
      return `${rateText(perMinute)} a minute for ${lasted}, usually ${rateText(usualPerMinute)}.`;
    case 'silence':
      return `${records === 0 ? 'None' : formatCount(records)} for ${lasted}, usually ${rateText(usualPerMinute)} a minute.`;
  }
}

export function othersText(others: number): string {
  return others === 0 ? '' : `${plural(others, 'other')} with it`;
}

/** `14:31:07 – 14:52:40`, `14:30:58 – end of logs` */
export function spanText({ fromUs, untilUs }: Pick<Deviation, 'fromUs' | 'untilUs'>, isOngoing: boolean, time: TimeFormat): string {
  if (isOngoing) return `${time.second(fromUs)} – end of logs`;
  return `${time.second(fromUs)} – ${time.day(fromUs) === time.day(untilUs) ? time.second(untilUs) : time.dateSecond(untilUs)}`;
}

/** Records a minute: `5,084`, `9.6`, `0.65`. */
function rateText(perMinute: number): string {
  return perMinute >= 100 ? Math.round(perMinute).toLocaleString() : threeDigits(Number(perMinute.toPrecision(2)));
}

/** Of 100. */
export function scoreOf({ score }: Pick<Anomaly, 'score'>): number {
  return Math.round(score * 100);
}

export const KIND_WORDS: Readonly<Record<DeviationKind, string>> = { new: 'new', spike: 'more', drop: 'less', silence: 'silent' };

/** What the bars show, for those who do not see them. */
export function seriesText({ series: { counts, expected }, kind }: Pick<Anomaly, 'series' | 'kind'>): string {
  const most = Math.max(0, ...counts);
  const usual = expected === undefined ? '' : `, usually ${formatCount(expected.low)} to ${formatCount(expected.high)}`;
  return kind === 'drop' || kind === 'silence'
    ? `Records over time: at least ${formatCount(Math.min(...counts))} in a bar${usual}`
    : `Records over time: at most ${formatCount(most)} in a bar${usual}`;
}
