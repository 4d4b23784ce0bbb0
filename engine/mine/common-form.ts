import { makeTemplate, PLAIN_VARIABLE, type Template, type TemplatePiece } from './template.ts';

/** Longer texts are compared by their beginning: the cost grows with the square. */
const MAX_TOKENS = 120;

/** A template as what is compared: words, variables, and what stands between them. */
export function tokensOf(text: string): string[] {
  return (text.match(/<\*>|[\p{L}\p{N}_]+|\s+|./gsu) ?? []).slice(0, MAX_TOKENS);
}

function isWord(token: string): boolean {
  return token === PLAIN_VARIABLE || /[\p{L}\p{N}]/u.test(token);
}

/** Share of words and variables that two templates have in common, in the same order, in [0, 1]: twice those by all of both. */
export function alike(one: readonly string[], other: readonly string[]): number {
  const [a, b] = [one.filter(isWord), other.filter(isWord)];
  if (a.length + b.length === 0) return 0;
  return (2 * table(a, b)[0]) / (a.length + b.length);
}

/** What two templates have in common, in order; everything else is a variable. */
export function commonTokens(one: readonly string[], other: readonly string[]): string[] {
  const width = other.length + 1;
  const lengths = table(one, other);
  const common: string[] = [];
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length) {
    if (one[i] === other[j]) {
      common.push(one[i]);
      i++;
      j++;
      continue;
    }
    if (common.at(-1) !== PLAIN_VARIABLE) common.push(PLAIN_VARIABLE);
    if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) i++;
    else j++;
  }
  if ((i < one.length || j < other.length) && common.at(-1) !== PLAIN_VARIABLE) common.push(PLAIN_VARIABLE);
  return common;
}

/** Variables side by side, with spaces or without, are one. */
export function templateOfTokens(tokens: readonly string[]): Template {
  const text = tokens.join('').replace(/<\*>(?:\s*<\*>)+/g, PLAIN_VARIABLE);
  return makeTemplate(text.split(PLAIN_VARIABLE).flatMap((part, i): TemplatePiece[] => (i === 0 ? [part] : [{ kind: 'text' }, part])));
}

/** Lengths of the longest common subsequences of one[i…] and other[j…], at i * (other.length + 1) + j. */
function table(one: readonly string[], other: readonly string[]): Uint16Array {
  const width = other.length + 1;
  const lengths = new Uint16Array((one.length + 1) * width);
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        one[i] === other[j] ? lengths[(i + 1) * width + j + 1] + 1 : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  return lengths;
}
