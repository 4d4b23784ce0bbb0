/** A literal below this length finds too much to be worth a search of its own. */
const MIN_LENGTH = 3;

/**
 * The longest text that every match of a regular expression holds; undefined where none is certain. It errs on the side of none:
 * alternatives, groups, classes, and everything that may repeat zero times end a literal.
 * @param ignoreCase then only ASCII is taken: other letters have cases that a search of bytes does not know.
 */
export function requiredLiteral(source: string, ignoreCase: boolean): string | undefined {
  let best = '';
  let run = '';
  let depth = 0;
  const end = (): void => {
    if (run.length > best.length) best = run;
    run = '';
  };
  for (let at = 0; at < source.length; ) {
    const char = source[at];
    let literal: string | undefined;
    if (char === '|') {
      if (depth === 0) return undefined;
      at++;
    } else if (char === '(') {
      depth++;
      at++;
    } else if (char === ')') {
      depth--;
      at = skipQuantifier(source, at + 1);
    } else if (char === '[') {
      at = skipQuantifier(source, classEnd(source, at));
    } else if (char === '\\') {
      literal = escapedLiteral(source, at);
      at += escapeLength(source, at);
    } else {
      literal = '.^$*+?{}'.includes(char) ? undefined : char;
      at++;
    }
    if (depth > 0 || literal === undefined || (ignoreCase && literal > '\x7f')) {
      end();
      if (literal !== undefined) at = skipQuantifier(source, at);
      continue;
    }
    const next = source[at];
    if (next === '*' || next === '?' || next === '{') {
      end();
      at = skipQuantifier(source, at);
    } else if (next === '+') {
      run += literal;
      end();
      at = skipQuantifier(source, at);
    } else run += literal;
  }
  end();
  return best.length >= MIN_LENGTH && !best.includes('\n') ? best : undefined;
}

/** The character an escape stands for, where it is a single certain one. */
function escapedLiteral(source: string, at: number): string | undefined {
  const next = source[at + 1] ?? '';
  return /[^A-Za-z0-9]/.test(next) ? next : next === 't' ? '\t' : undefined;
}

function escapeLength(source: string, at: number): number {
  const match = /^\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}|c[A-Za-z]|[pP]\{[^}]*\}|k<[^>]*>|\d+|[\s\S])/.exec(
    source.slice(at, at + 40),
  );
  return match?.[0].length ?? 1;
}

function classEnd(source: string, at: number): number {
  for (let index = at + 1; index < source.length; index++) {
    if (source[index] === '\\') index++;
    else if (source[index] === ']') return index + 1;
  }
  return source.length;
}

function skipQuantifier(source: string, at: number): number {
  const match = /^(?:[*+?]|\{[^}]*\})\??/.exec(source.slice(at, at + 30));
  return at + (match?.[0].length ?? 0);
}
