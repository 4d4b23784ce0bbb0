import { type LevelIndex, levelIndex, levelOfWord } from '../../base/level.ts';

const LONGEST = 13;

/** Level words straight from bytes: a table from a hash of the lower-cased letters, filled as words are met. */
export class LevelWords {
  readonly #known = new Map<number, LevelIndex | -1>();
  #lastHash = 0;
  #lastLevel: LevelIndex | -1 = -1;

  /** The level named by bytes[start, end), -1 when it is no level word. */
  find(bytes: Uint8Array, start: number, end: number): LevelIndex | -1 {
    const length = end - start;
    if (length === 0 || length > LONGEST) return -1;
    let hash = length;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] | 0x20;
      if ((byte < 0x61 || byte > 0x7a) && !(bytes[i] >= 0x30 && bytes[i] <= 0x39)) return -1;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (hash === this.#lastHash) return this.#lastLevel;
    const known = this.#known.get(hash);
    const found = known ?? this.#learn(hash, bytes, start, end);
    if (found >= 0) {
      this.#lastHash = hash;
      this.#lastLevel = found;
    }
    return found;
  }

  #learn(hash: number, bytes: Uint8Array, start: number, end: number): LevelIndex | -1 {
    const level = levelOfWord(String.fromCharCode(...bytes.subarray(start, end)));
    const found = level === undefined ? -1 : levelIndex(level);
    // Bounded: words that are no level are remembered only while there are few.
    if (this.#known.size < 4_096) this.#known.set(hash, found);
    return found;
  }
}

const TOKEN = /[^\s]+/g;
const NAMED = /(?:^|[\s,{[("'])(?:level|lvl|severity|loglevel|log\.level)["']?\s*[=:]\s*["']?([A-Za-z]+)/i;

/** A level written in the words of a message: an upper-case level word among its first tokens, `[warn]`, `error:` or `level=info`. */
export function levelOfText(text: string): LevelIndex {
  const named = NAMED.exec(text.slice(0, 500));
  const fromName = named === null ? undefined : levelOfWord(named[1]);
  if (fromName !== undefined && named !== null && named[1].length > 1) return levelIndex(fromName);
  let position = 0;
  for (const [token] of text.slice(0, 200).matchAll(TOKEN)) {
    if (position++ >= 9) break;
    const word = token.replace(/^[[(<|"'*]+|[\])>|"':,*]+$/g, '');
    const marked = word !== token;
    const isUpper = word === word.toUpperCase() && word.length >= 4;
    const isPrefix = position <= 3 && marked && word.length >= 3 && /^[A-Za-z]+$/.test(word);
    const level = isUpper || isPrefix ? levelOfWord(word) : undefined;
    if (level !== undefined && !isOrdinaryWord(word)) return levelIndex(level);
  }
  return 0;
}

/** ALL, LOG, HINT and the like are words of messages too. */
export function isOrdinaryWord(word: string): boolean {
  return ORDINARY.has(word.toLowerCase());
}

const ORDINARY: ReadonlySet<string> = new Set([
  'all',
  'log',
  'config',
  'fine',
  'normal',
  'statement',
  'detail',
  'hint',
  'failed',
  'failure',
  'fail',
  'alert',
  'silly',
  'information',
  'err',
]);
