import { cosine } from './embedder.ts';
import { kindredBy } from './kindred-words.ts';
import { wordsOf } from './words-of.ts';

/** What somebody asks who looks for something that went wrong. */
const TROUBLE =
  /\b(?:un(?:reachable|available|able|responsive|healthy)|fail\w*|error\w*|wrong|broken?|crash\w*|down|not|cannot|can't|missing|refus\w*|denied|reject\w*|time[d -]*outs?|slow\w*|stuck|hang\w*|full|exhaust\w*|out of|too (?:many|much|slow|long|late)|lost|corrupt\w*|invalid|problem\w*|exceptions?|overload\w*|(?:dead)?lock(?:s|ed)?|block(?:s|ed|ing)?|conflict\w*|dead\w*)\b/i;
/** How much nearer a warning or worse is to such a question. */
const TROUBLE_IS_NEARER = 0.15;
/** What is left of the nearness of what went as it should. */
const NO_TROUBLE = 0.8;
/** What another word for the same trouble counts, of what the same word would. */
const KINDRED_WORD = 0.7;

/** A text that can be found. */
export interface Meant {
  readonly text: string;
  readonly vector: Float32Array;
  /** A warning or worse. */
  readonly isTrouble?: boolean;
}

/** How much words that are simply the same count beside what texts mean: names of products and functions are in no model. */
const SAME_WORDS = 0.4;
/** Letters after which words of one stem may differ: connect, connection, connected. */
const STEM = 5;
/** Said in every text, and no reason to find one. */
export const FILLERS: ReadonlySet<string> = new Set(
  'a about after all also an and any are as at be because been before but by can cannot could did do does for from get gets got had has have how if in into is it its just me more my no not of off on or our out over so some such than that the their them then there these they this to too under up us very was we were what when where which while who why will with would you your'.split(
    ' ',
  ),
);

/**
 * How near each text is to a question, in [0, 1]. A word of the question counts the more, the fewer of the texts have it.
 * @param question of the same model as the texts
 */
export function nearness(question: Meant, texts: readonly Meant[]): number[] {
  const stems = texts.map(({ text }) => new Set(wordsOf(text).map(stemOf)));
  const asked = [
    ...new Set(
      wordsOf(question.text)
        .filter((word) => !FILLERS.has(word))
        .map(stemOf),
    ),
  ];
  const weights = asked.map((stem) => Math.log(1 + texts.length / (1 + stems.filter((own) => own.has(stem)).length)));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const isTrouble = isAboutTrouble(question.text);
  const kinds = stems.map((own) => new Set([...own].flatMap(kindsOf)));
  const askedKinds = asked.map(kindsOf);
  return texts.map(({ vector, ...text }, index) => {
    const share = (stem: string, at: number): number =>
      stems[index].has(stem) ? 1 : askedKinds[at].some((kind) => kinds[index].has(kind)) ? KINDRED_WORD : 0;
    const shared = asked.reduce((sum, stem, at) => sum + share(stem, at) * weights[at], 0);
    const near = (1 - SAME_WORDS) * Math.max(0, cosine(question.vector, vector)) + (whole === 0 ? 0 : (SAME_WORDS * shared) / whole);
    if (!isTrouble) return Math.min(1, near);
    return text.isTrouble === true ? Math.min(1, near + TROUBLE_IS_NEARER) : near * NO_TROUBLE;
  });
}

/** Whether somebody asks for something that went wrong. */
export function isAboutTrouble(text: string): boolean {
  return TROUBLE.test(text);
}

const kindsOf = kindredBy(stemOf);

function stemOf(word: string): string {
  return word.slice(0, STEM);
}
