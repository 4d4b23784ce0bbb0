import type { Price } from './presets.ts';

export interface Volume {
  readonly records: number;
  readonly bytes: number;
}

/** An estimate with what it is likely to lie between. */
export interface Estimate {
  readonly low: number;
  readonly typical: number;
  readonly high: number;
}

const DAY_US = 86_400_000_000;
const DAYS = 30;

/** How many times the loaded time fits into a month of 30 days. @param spanUs longer than nothing */
export function monthsFactor(spanUs: number): number {
  return (DAYS * DAY_US) / spanUs;
}

/** Dollars for a month's volume: ingestion beyond what is free, records, and what is kept beyond what is included. */
export function costOfMonth({ records, bytes }: Volume, price: Price): number {
  const gb = (bytes * price.billedSize) / price.gigabyte;
  const kept = (gb / DAYS) * (Math.max(0, price.retentionDays - price.includedDays) / 30) * DAYS;
  return Math.max(0, gb - price.freeGb) * price.perGb + (records / 1e6) * price.perMillionRecords + kept * price.retentionPerGb30Days;
}

/**
 * The loaded volume as that of a month, by the time it covers. How sure that is follows from how much parts of that time differ.
 * @param parts bytes of equal parts of the time, in order
 */
export function monthOf(
  volume: Volume,
  spanUs: number,
  parts: readonly number[],
): { readonly volume: Volume; readonly factor: number; readonly spread: number } {
  const factor = monthsFactor(Math.max(1, spanUs));
  return { volume: { records: volume.records * factor, bytes: volume.bytes * factor }, factor, spread: relativeError(parts) };
}

/** Half the width of the 95 % interval of a mean, relative to it; 1 where there is too little to tell. */
export function relativeError(parts: readonly number[]): number {
  const mean = parts.reduce((sum, value) => sum + value, 0) / parts.length;
  if (parts.length < 2 || mean === 0) return 1;
  const variance = parts.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (parts.length - 1);
  return Math.min(1, (1.96 * Math.sqrt(variance / parts.length)) / mean);
}

export function estimateOf(typical: number, spread: number): Estimate {
  return { low: typical * (1 - spread), typical, high: typical * (1 + spread) };
}
