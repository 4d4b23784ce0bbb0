import { constantsOf } from './print-regex.ts';

/** Words as a search for phrases sees them: letters and digits, whatever their case. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

/**
 * Phrases that every text an expression matches holds, as whole words: what touches a variable part without a space between may be half a word,
 * and is left away.
 */
export function phrasesOf(pattern: string): readonly string[] {
  const constants = constantsOf(pattern);
  return constants.flatMap((constant, at) => {
    const isFirst = at === 0 && pattern.startsWith('\\A');
    const isLast = at === constants.length - 1 && pattern.endsWith('\\z') && pattern.slice(0, -2).endsWith(constant.slice(-1));
    let text = constant;
    if (!isFirst) text = text.replace(/^[\p{L}\p{N}_]+/u, '');
    if (!isLast) text = text.replace(/[\p{L}\p{N}_]+$/u, '');
    const phrase = text.replaceAll('"', ' ').trim();
    return wordsOf(phrase).length > 0 ? [phrase] : [];
  });
}

/** Whether the words of a phrase stand in a text one after the other. */
export function holdsPhrase(text: string, phrase: string): boolean {
  const [words, wanted] = [wordsOf(text), wordsOf(phrase)];
  for (let from = 0; from + wanted.length <= words.length; from++) if (wanted.every((word, at) => words[from + at] === word)) return true;
  return false;
}
