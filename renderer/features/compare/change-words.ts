import type { Change } from '#contract/compare.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatFactor, formatPercent, threeDigits } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';
import { variableLabel } from '../../format/template.ts';

type Variable = NonNullable<Change['variable']>;

/** Names a change among those of a comparison. */
export function changeId({ patternId, kind, variable }: Change): string {
  return variable === undefined
    ? `${patternId} ${kind === 'values' ? kind : 'rate'}`
    : `${patternId} ${variable.slot ?? ''} ${variable.name ?? ''}`;
}

/** Records a minute: `5,084`, `9.6`, `0.65`. */
export function rateText(perMinute: number): string {
  return perMinute >= 100 ? Math.round(perMinute).toLocaleString() : threeDigits(Number(perMinute.toPrecision(2)));
}

/** `<dur>` for a variable of the pattern, `dur` for a field beside the message. */
export function nameOf({ parts, variable }: Change): string {
  const part = parts.find((one) => 'slot' in one && one.slot === variable?.slot);
  return part !== undefined && 'slot' in part ? variableLabel(part) : (variable?.name ?? '');
}

/** In the unit of the variable: `48 ms`, `2.91 s`, `38.2%`. */
export function valueText(value: number, { what, distribution }: Pick<Variable, 'what' | 'distribution'>): string {
  if (what === 'share') return formatPercent(value);
  return quantityText(value, distribution);
}

export function quantityText(value: number, distribution: Variable['distribution']): string {
  const unit = distribution.kind === 'numbers' ? distribution.unit : '';
  if (unit === 'ns') return formatDuration(value / 1e6);
  return unit === 'B' ? formatBytes(value) : threeDigits(value);
}

/** What the two values of a row are of: `p95 of <dur>`, `share of <n> = 5`. */
export function comparedText(change: Change): string {
  const { variable } = change;
  if (variable === undefined) return 'records per minute';
  const name = nameOf(change);
  return { share: `share of ${name} = ${variable.value ?? ''}`, median: `median of ${name}`, tail: `p95 of ${name}` }[variable.what];
}

export function factorText({ kind, factor }: Change): string {
  if (kind === 'vanished' || factor === 0) return 'gone';
  return factor === undefined ? 'new' : formatFactor(factor);
}

/** The change in one sentence. */
export function sentenceOf(change: Change): string {
  const { kind, a, b, factor, variable } = change;
  const rates = `${rateText(a.perMinute)} to ${rateText(b.perMinute)} a minute`;
  if (kind === 'appeared') return `In A there is none, in B there are ${rateText(b.perMinute)} a minute.`;
  if (kind === 'vanished') return `In A there are ${rateText(a.perMinute)} a minute, in B there is none.`;
  if (variable === undefined) return `It comes ${(factor ?? 1) > 1 ? 'more' : 'less'} often: from ${rates}.`;
  return `The ${comparedText(change)} went from ${valueText(variable.before, variable)} to ${valueText(variable.after, variable)}, while the records went from ${rates}.`;
}
