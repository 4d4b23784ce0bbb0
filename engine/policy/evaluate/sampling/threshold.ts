const DIGITS = 14;
const ALL = 2 ** 56;

/**
 * The rejection threshold of a probability, as text: lowercase hex without trailing zeros, `0` for keeping all. A record is kept when its
 * randomness is at least that. It is rounded to `precision` digits beyond those its size needs, and stands for itself from then on.
 * @param probability in [2^-56, 1]
 * @param precision in 1..14
 * Source: OpenTelemetry, "Tracestate: Probability Sampling".
 */
export function thresholdOf(probability: number, precision = 4): string {
  if (probability >= 1) return '0';
  const exponent = Math.floor(Math.log2(probability)) + 1;
  const digits = Math.min(12, Math.max(1, precision + Math.floor(exponent / -4)));
  const scale = 16 ** digits;
  const steps = Math.min(scale - 1, Math.floor((1 - probability) * scale + 0.5));
  return trimmed(steps.toString(16).padStart(digits, '0'));
}

/** All 14 digits, which compare as texts do. */
export function paddedThreshold(threshold: string): string {
  return threshold.padEnd(DIGITS, '0');
}

export function trimmed(threshold: string): string {
  return threshold.replace(/0+$/, '') || '0';
}

export function isThreshold(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{1,14}$/.test(text);
}

/** The probability that a threshold really keeps; at most 52 of its bits count. */
export function probabilityOf(threshold: string): number {
  const padded = paddedThreshold(threshold);
  return 1 - (Number.parseInt(padded.slice(0, 7), 16) * 2 ** 28 + Number.parseInt(padded.slice(7), 16)) / ALL;
}

/** How many records one that was kept stands for: 1 over its probability. */
export function weightOf(threshold: string): number {
  return 1 / probabilityOf(threshold);
}
