/** Escapes that hold the line feed, as classes that do not. */
const WITHOUT_FEED: Readonly<Record<string, string>> = { s: '[^\\S\\n]', D: '[^\\d\\n]', W: '[^\\w\\n]', n: '[]' };
/** Escapes outside of classes that never match a line feed, by the letter behind the backslash. */
const HARMLESS = 'dwSbBtrfv';

/**
 * The same regular expression for lines that stand side by side in one text: it matches within a line where the original matches that line alone,
 * and no match holds a line feed. So one search goes through thousands of lines, and no quantifier runs from one line into the next.
 * @param source of a RegExp without flags but `i`, valid.
 * @returns undefined where it holds something this does not know; then lines are to be tested one by one.
 */
export function withinLines(source: string): string | undefined {
  let out = '';
  for (let at = 0; at < source.length; ) {
    const piece = pieceAt(source, at);
    if (piece === undefined) return undefined;
    out += piece.text;
    at = piece.until;
  }
  return out;
}

interface Piece {
  readonly text: string;
  /** Where the next one begins. */
  readonly until: number;
}

function pieceAt(source: string, at: number): Piece | undefined {
  switch (source[at]) {
    case '\\':
      return escapeAt(source, at);
    case '[':
      return classAt(source, at);
    case '^':
      return { text: '(?<![^\\n])', until: at + 1 };
    case '$':
      return { text: '(?![^\\n])', until: at + 1 };
    case '\n':
      return { text: '[]', until: at + 1 };
    case '(':
      // Modifiers may let the dot match a line feed.
      return /^\((?:\?(?:[:=!]|<))?(?!\?)/.test(source.slice(at, at + 4)) ? { text: '(', until: at + 1 } : undefined;
    default:
      return { text: source[at], until: at + 1 };
  }
}

function escapeAt(source: string, at: number): Piece | undefined {
  const coded = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(source.slice(at, at + 6));
  if (coded !== null) {
    const isFeed = Number.parseInt(coded[1] ?? coded[2], 16) === 10;
    return { text: isFeed ? '[]' : coded[0], until: at + coded[0].length };
  }
  const next = source[at + 1] ?? '';
  const isKept = HARMLESS.includes(next) || /[^A-Za-z0-9]/.test(next);
  const text = next === '' ? undefined : (WITHOUT_FEED[next] ?? (isKept ? `\\${next}` : undefined));
  return text === undefined || next === '\n' ? undefined : { text, until: at + 2 };
}

function classAt(source: string, at: number): Piece | undefined {
  let until = at + 1;
  while (until < source.length && source[until] !== ']') until += source[until] === '\\' ? 2 : 1;
  if (until >= source.length) return undefined;
  const whole = source.slice(at, until + 1);
  // What holds neither control characters nor escapes of them, nor the complement of anything, cannot hold a line feed.
  const text = /^\[(?!\^)(?:[^\\\p{Cc}]|\\(?:[dwS]|[^A-Za-z0-9]))*\]$/u.test(whole)
    ? whole
    : /^\[\^(?!-)/.test(whole)
      ? `[^\\n${whole.slice(2)}`
      : `(?:(?!\\n)${whole})`;
  return { text, until: until + 1 };
}
