/** How well a text answers what was typed. Higher is better; undefined: not at all. */
export interface Match {
  readonly score: number;
  /** Character ranges [from, until) of the text that were hit, in order. */
  readonly hits: readonly (readonly [number, number])[];
}

/**
 * Prefix before word start before any place before subsequence; case does not matter. An empty query matches everything alike.
 * Shorter texts win among equals.
 */
export function rank(query: string, text: string): Match | undefined {
  if (query === '') return { score: 0, hits: [] };
  const wanted = query.toLowerCase();
  const lower = text.toLowerCase();
  const short = -text.length / 10_000;
  const at = lower.indexOf(wanted);
  if (at === 0) return { score: 4 + short, hits: [[0, wanted.length]] };
  if (at > 0) {
    const word = wordStart(lower, wanted, at);
    return word === undefined
      ? { score: 2 + short, hits: [[at, at + wanted.length]] }
      : { score: 3 + short, hits: [[word, word + wanted.length]] };
  }
  return subsequence(wanted, lower, short);
}

function wordStart(text: string, wanted: string, from: number): number | undefined {
  for (let at = from; at >= 0; at = text.indexOf(wanted, at + 1)) if (!/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return at;
  return undefined;
}

/** Letters in order with gaps: `swfr` finds `Show where files are read`. Only for up to 8 letters: longer ones find too much. */
function subsequence(wanted: string, text: string, short: number): Match | undefined {
  const letters = wanted.replace(/\s+/g, '');
  if (letters.length < 2 || letters.length > 8) return undefined;
  const hits: [number, number][] = [];
  let at = -1;
  let starts = 0;
  for (const letter of letters) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    const last = hits.at(-1);
    if (last !== undefined && last[1] === next) last[1] = next + 1;
    else hits.push([next, next + 1]);
    if (next === 0 || /[^\p{L}\p{N}]/u.test(text.charAt(next - 1))) starts += 1;
    at = next;
  }
  // At least every second run must begin a word; otherwise it is chance.
  return starts * 2 >= hits.length ? { score: 1 + starts / 100 + short, hits } : undefined;
}

export function best<T>(
  query: string,
  items: readonly T[],
  textOf: (item: T) => string,
  limit: number,
): readonly { readonly item: T; readonly match: Match }[] {
  return items
    .flatMap((item) => {
      const match = rank(query, textOf(item));
      return match === undefined ? [] : [{ item, match }];
    })
    .sort((a, b) => b.match.score - a.match.score)
    .slice(0, limit);
}
