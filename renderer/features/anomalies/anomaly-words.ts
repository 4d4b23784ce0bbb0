import type { Anomaly, Deviation, DeviationKind } from '#contract/anomalies.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatCount, formatFactor, plural, threeDigits } from '../../format/count.ts';
import { formatBucket, formatDuration } from '../../format/duration.ts';
import type { TimeFormat } from '../../format/time.ts';

/** What kind of thing it is, in two words: `New FATAL pattern`, `Error burst`, `Silence, ongoing`. */
export function kindText({ kind, level, ongoing }: Pick<Anomaly, 'kind' | 'level' | 'ongoing'>): string {
  if (kind === 'new') return level === 'FATAL' || level === 'ERROR' || level === 'WARN' ? `New ${level} pattern` : 'New pattern';
  if (kind === 'spike') return level === 'FATAL' || level === 'ERROR' ? 'Error burst' : level === 'WARN' ? 'Warning burst' : 'Volume spike';
  if (kind === 'alert') return 'Alert';
  if (kind === 'value') return 'New value';
  if (kind === 'numbers') return 'Values shifted';
  const missing = { drop: 'Drop', silence: 'Silence', sequence: 'Broken sequence' }[kind];
  return ongoing ? `${missing}, ongoing` : missing;
}

/** Where: the service, or all of a level. */
export function placeText({ service, level }: Pick<Deviation, 'service' | 'level'>): string {
  return service ?? (level === undefined ? '' : `all of ${level}`);
}

/** Of what, where it is not one pattern. */
export function wholeText({ service, level, alert }: Pick<Deviation, 'service' | 'level' | 'alert'>): string {
  if (alert !== undefined) return alert.name;
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
    case 'value': {
      const { variable } = lead;
      const others = variable?.others ? ` and ${plural(variable.others, 'other value')}` : '';
      return `${variable?.name ?? 'A variable'} is ${variable?.value ?? ''}${others} for the first time.`;
    }
    case 'numbers': {
      const { variable } = lead;
      const [before, after] = [variable?.before, variable?.after].map((value) => quantityText(value ?? 0, variable?.unit ?? ''));
      return `Median of ${variable?.name ?? 'a number'} ${before} to ${after} for ${lasted}.`;
    }
    case 'alert': {
      const { comparison = 'more', count = 0, windowUs = 0 } = lead.alert ?? {};
      return `${formatCount(records)} in ${lasted}: ${comparison === 'more' ? 'more' : 'fewer'} than ${formatCount(count)} in ${formatBucket(windowUs)}.`;
    }
    case 'sequence':
      return `It came after every “${phraseOf(lead.follows?.template)}”, and is missing for ${lasted}.`;
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

export const KIND_WORDS: Readonly<Record<DeviationKind, string>> = {
  new: 'new',
  spike: 'more',
  drop: 'less',
  silence: 'silent',
  value: 'value',
  numbers: 'shift',
  sequence: 'broken',
  alert: 'alert',
};

function quantityText(value: number, unit: 'ns' | 'B' | ''): string {
  if (unit === 'ns') return formatDuration(value / 1e6);
  return unit === 'B' ? formatBytes(value) : threeDigits(value);
}

/** The words of a template up to its first variable, where they say enough. */
function phraseOf(template = ''): string {
  const [phrase = ''] = template.split('<*>');
  return phrase.trim().length >= 8 ? phrase.trim() : template;
}

/** What the bars show, for those who do not see them. */
export function seriesText({
  series: { counts, expected, medians },
  kind,
  evidence,
}: Pick<Anomaly, 'series' | 'kind' | 'evidence'>): string {
  if (medians !== undefined) {
    const text = (value: number): string => quantityText(value, evidence[0]?.variable?.unit ?? '');
    return `Medians over time: at most ${text(Math.max(...medians.values))}, usually ${text(medians.low)} to ${text(medians.high)}`;
  }
  const most = Math.max(0, ...counts);
  const usual = expected === undefined ? '' : `, usually ${formatCount(expected.low)} to ${formatCount(expected.high)}`;
  return kind === 'drop' || kind === 'silence'
    ? `Records over time: at least ${formatCount(Math.min(...counts))} in a bar${usual}`
    : `Records over time: at most ${formatCount(most)} in a bar${usual}`;
}
