/** Inclusive ranges of UTF-16 code units: `[from, until, from, until, …]`, sorted and apart. */
export type Ranges = readonly number[];

/** What an expression of the part of RE2 we run ourselves is made of. Groups capture nothing here: only whether it matches is asked. */
export type Syntax =
  | { readonly kind: 'set'; readonly ranges: Ranges }
  | { readonly kind: 'sequence'; readonly items: readonly Syntax[] }
  | { readonly kind: 'either'; readonly items: readonly Syntax[] }
  /** `most` is Infinity without a bound. */
  | { readonly kind: 'repeat'; readonly item: Syntax; readonly least: number; readonly most: number }
  | { readonly kind: 'begin' }
  | { readonly kind: 'end' };

const LAST = 0xffff;

export function union(ranges: Ranges): Ranges {
  const pairs: [number, number][] = [];
  for (let at = 0; at < ranges.length; at += 2) pairs.push([ranges[at], ranges[at + 1]]);
  pairs.sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  for (const [from, until] of pairs) {
    if (out.length > 0 && from <= out[out.length - 1] + 1) out[out.length - 1] = Math.max(out[out.length - 1], until);
    else out.push(from, until);
  }
  return out;
}

export function complement(ranges: Ranges): Ranges {
  const out: number[] = [];
  let next = 0;
  for (let at = 0; at < ranges.length; at += 2) {
    if (ranges[at] > next) out.push(next, ranges[at] - 1);
    next = ranges[at + 1] + 1;
  }
  if (next <= LAST) out.push(next, LAST);
  return out;
}

/**
 * The same with both cases of ASCII letters, and with the two letters outside of ASCII that fold to one inside: the Kelvin sign and the long s.
 * @returns undefined where other letters would have to be folded
 */
export function withBothCases(ranges: Ranges): Ranges | undefined {
  const out = [...ranges];
  for (let at = 0; at < ranges.length; at += 2) {
    const [from, until] = [ranges[at], ranges[at + 1]];
    if (until > 0x7f && !(from <= 0x80 && until === LAST)) return undefined;
    for (let code = Math.max(from, 65); code <= Math.min(until, 122); code++) {
      if (code > 90 && code < 97) continue;
      out.push(code ^ 32, code ^ 32);
      if ((code | 32) === 107) out.push(0x212a, 0x212a);
      if ((code | 32) === 115) out.push(0x17f, 0x17f);
    }
  }
  return union(out);
}
