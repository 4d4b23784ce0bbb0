import { durationMs, durationText } from '../model/duration.ts';

/** What is kept of the records a policy matches. */
export type TeroKeep =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  /** In [0, 100]. */
  | { readonly kind: 'percentage'; readonly percentage: number }
  | { readonly kind: 'rate'; readonly limit: number; readonly periodMs: number };

/** Reads `all`, `none`, `10%`, `5/s`, `5/m`, `1/5m`; undefined for anything else. */
export function keepOf(text: string): TeroKeep | undefined {
  if (text === '' || text === 'all') return { kind: 'all' };
  if (text === 'none') return { kind: 'none' };
  const percentage = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (percentage !== null) return Number(percentage[1]) <= 100 ? { kind: 'percentage', percentage: Number(percentage[1]) } : undefined;
  const rate = /^(\d+)\/(\d*)([smhd])$/.exec(text);
  if (rate === null) return undefined;
  const periodMs = durationMs(`${rate[2] === '' ? '1' : rate[2]}${rate[3]}`);
  return periodMs > 0 ? { kind: 'rate', limit: Number(rate[1]), periodMs } : undefined;
}

export function keepText(keep: TeroKeep): string {
  if (keep.kind === 'percentage') return `${keep.percentage}%`;
  return keep.kind === 'rate' ? `${keep.limit}/${durationText(keep.periodMs).replace(/^1(?=[smhd]$)/, '')}` : keep.kind;
}

/** The more restrictive comes first: none, rates by their records per second, percentages, all. */
export function compareKeeps(a: TeroKeep, b: TeroKeep): number {
  return rankOf(a) - rankOf(b) || strengthOf(a) - strengthOf(b);
}

function rankOf(keep: TeroKeep): number {
  if (keep.kind === 'rate') return keep.periodMs < 60_000 ? 1 : 2;
  return keep.kind === 'none' ? 0 : keep.kind === 'percentage' ? 3 : 4;
}

function strengthOf(keep: TeroKeep): number {
  if (keep.kind === 'percentage') return keep.percentage;
  return keep.kind === 'rate' ? keep.limit / keep.periodMs : 0;
}
