import type { Syntax } from './syntax.ts';

/** The longest text that every match holds, ASCII letters in lower case; empty where none is certain. */
export function neededText(syntax: Syntax): string {
  return textsOf(syntax).reduce((longest, text) => (text.length > longest.length ? text : longest), '');
}

/** Every run of characters that must stand in a match, in order. */
export function textsOf(syntax: Syntax): readonly string[] {
  const texts: string[] = [];
  let run = '';
  const end = (): void => {
    if (run !== '') texts.push(run);
    run = '';
  };
  const walk = (node: Syntax): void => {
    if (node.kind === 'sequence') for (const item of node.items) walk(item);
    else if (node.kind === 'set') {
      const char = onlyCharacter(node.ranges);
      if (char === undefined) end();
      else run += char;
    } else if (node.kind === 'repeat' && node.least > 0) {
      end();
      walk(node.item);
      end();
    } else if (node.kind !== 'begin' && node.kind !== 'end') end();
  };
  walk(syntax);
  end();
  return texts;
}

/** The one character of a set, or the lower case of one letter in both cases. */
function onlyCharacter(ranges: readonly number[]): string | undefined {
  const [from, until, second, secondUntil] = ranges;
  if (ranges.length === 2 && from === until) return String.fromCharCode(from >= 65 && from <= 90 ? from | 32 : from);
  // The Kelvin sign and the long s may stand beside: whoever searches folds them to k and s.
  const isBothCases = ranges.length <= 6 && from === until && second === secondUntil && second === (from | 32) && from >= 65 && from <= 90;
  return isBothCases ? String.fromCharCode(second) : undefined;
}
