/**
 * An expression for the hex texts that are below a threshold, for programs that know expressions and no order: at every place a smaller digit
 * than the threshold's, after the same digits before it. Empty for the threshold 0, below which there is nothing.
 * @param threshold hex digits
 */
export function belowThreshold(threshold: string): string {
  const digits = threshold.replace(/0+$/, '');
  const parts = [...digits].flatMap((digit, at) => {
    const smaller = Number.parseInt(digit, 16);
    return smaller === 0 ? [] : [digits.slice(0, at).replace(/[a-f]/g, bothCases) + classBelow(smaller)];
  });
  return parts.length === 0 ? '' : `(?:${parts.join('|')})`;
}

/** All of a valid trace id whose randomness is below the threshold. The one of zeros alone is no trace id. */
export function traceIdBelow(threshold: string): string {
  return `\\A[0-9a-fA-F]{18}${belowThreshold(threshold)}[0-9a-fA-F]*\\z`;
}

function classBelow(digit: number): string {
  if (digit === 1) return '0';
  if (digit <= 10) return `[0-${digit - 1}]`;
  const last = (digit - 1).toString(16);
  return last === 'a' ? '[0-9aA]' : `[0-9a-${last}A-${last.toUpperCase()}]`;
}

function bothCases(letter: string): string {
  return `[${letter}${letter.toUpperCase()}]`;
}
