import { type LevelIndex, levelIndex, levelOfWord } from '../../base/level.ts';

const LONGEST = 13;

const IS_WORD = Uint8Array.from({ length: 256 }, (_, byte) => (/[A-Za-z0-9]/.test(String.fromCharCode(byte)) && byte < 128 ? 1 : 0));

/** Level words straight from bytes: a table from a hash of the lower-cased letters, filled as words are met. */
export class LevelWords {
  readonly #known = new Map<number, LevelIndex | -1>();
  #lastKey = 0;
  #lastLevel: LevelIndex | -1 = -1;

  /** Behind the word that `read` found. */
  end = 0;

  /** The level named by the letters and digits from `start` on, -1 when they name none; sets `end`. */
  read(bytes: Uint8Array, start: number, end: number): LevelIndex | -1 {
    let at = start;
    let hash = 0;
    while (at < end && IS_WORD[bytes[at]] === 1) hash = (Math.imul(hash, 31) + (bytes[at++] | 0x20)) | 0;
    this.end = at;
    return this.#level(hash, bytes, start, at);
  }

  /** The level named by bytes[start, end), -1 when it is no level word. */
  find(bytes: Uint8Array, start: number, end: number): LevelIndex | -1 {
    const level = this.read(bytes, start, end);
    return this.end === end ? level : -1;
  }

  #level(hash: number, bytes: Uint8Array, start: number, end: number): LevelIndex | -1 {
    if (end === start || end - start > LONGEST) return -1;
    const key = (hash ^ ((end - start) << 27)) | 0;
    if (key === this.#lastKey) return this.#lastLevel;
    const found = this.#known.get(key) ?? this.#learn(key, bytes, start, end);
    if (found >= 0) {
      this.#lastKey = key;
      this.#lastLevel = found;
    }
    return found;
  }

  #learn(key: number, bytes: Uint8Array, start: number, end: number): LevelIndex | -1 {
    const level = levelOfWord(String.fromCharCode(...bytes.subarray(start, end)));
    const found = level === undefined ? -1 : levelIndex(level);
    // Bounded: words that are no level are remembered only while there are few.
    if (this.#known.size < 4_096) this.#known.set(key, found);
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
