/** What is known of a JSON text that is still being written. */
export interface PartialJson {
  /** Undefined as long as there is nothing. */
  readonly value: unknown;
  /** Keys and indexes from the top to the value that is being written; empty when all is closed. */
  readonly open: readonly (string | number)[];
}

interface Level {
  readonly close: '}' | ']';
  key: string | number | undefined;
}

/**
 * Reads as much of a JSON text as there is. What stands before its first bracket is skipped (models like to greet, or to fence), and so is what
 * stands behind its end.
 */
export function parsePartialJson(text: string): PartialJson {
  const begin = text.indexOf('{');
  if (begin < 0) return { value: undefined, open: [] };
  const levels: Level[] = [];
  let inString = false;
  let stringFrom = 0;
  let lastString = '';
  /** End of the longest beginning that can be closed to valid JSON, with what closes it. */
  let safe = '';
  const closers = (): string =>
    levels
      .map(({ close }) => close)
      .reverse()
      .join('');
  for (let at = begin; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') {
        inString = false;
        lastString = text.slice(stringFrom, at);
      }
      continue;
    }
    const level = levels.at(-1);
    if (character === '"') {
      inString = true;
      stringFrom = at + 1;
    } else if (character === '{' || character === '[') {
      levels.push(character === '{' ? { close: '}', key: undefined } : { close: ']', key: 0 });
      safe = `${text.slice(begin, at + 1)}${closers()}`;
    } else if (character === '}' || character === ']') {
      levels.pop();
      safe = `${text.slice(begin, at + 1)}${closers()}`;
      if (levels.length === 0) return { value: parse(safe), open: [] };
    } else if (character === ':' && level !== undefined) level.key = lastString;
    else if (character === ',' && level !== undefined) {
      safe = `${text.slice(begin, at)}${closers()}`;
      level.key = typeof level.key === 'number' ? level.key + 1 : undefined;
    }
  }
  const isValue = inString && (levels.at(-1)?.close === ']' || levels.at(-1)?.key !== undefined);
  // A half-written escape would not parse.
  const written = isValue ? `${text.slice(begin).replace(/\\(?:u[0-9a-f]{0,3})?$/i, '')}"${closers()}` : undefined;
  const value = (written === undefined ? undefined : parse(written)) ?? parse(safe);
  return { value, open: levels.flatMap(({ key }) => (key === undefined ? [] : [key])) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
