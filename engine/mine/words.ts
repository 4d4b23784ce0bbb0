import { PLAIN_VARIABLE } from './template.ts';

/** Longer words carry data, not meaning. */
const LONGEST = 40;

/**
 * The words of a template as people would say them: lower case, `camelCase`, `snake_case` and paths taken apart, no numbers, no
 * single letters. In the order they stand, with repetitions.
 */
export function wordsOf(template: string): string[] {
  const words: string[] = [];
  for (const text of template.split(PLAIN_VARIABLE)) {
    for (const [word] of text.matchAll(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+/gu)) {
      if (word.length > 1 && word.length <= LONGEST) words.push(word.toLowerCase());
    }
  }
  return words;
}
