import type { MaskedMessage } from '../base/masked-message.ts';
import { SLOT, type SlotKind } from '../base/slot-kind.ts';

/** Stands for a slot inside a word, and for a word inside a shape. Treated as a delimiter where it occurs in a text. */
export const MARK = '\u0001';
const MARK_CODE = 1;

/** More tokens than this go into one last token. */
const MAX_WORDS = 512;

const DELIMITERS = new Uint8Array(128);
for (let code = 0; code <= 0x20; code++) DELIMITERS[code] = 1;
for (const mark of ',;:=()[]{}<>"\'|') DELIMITERS[mark.charCodeAt(0)] = 1;

/** Three parts or more, no capitals: with `:` and a number behind it, an address whose port belongs to it. */
const HOST_NAME = /^[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+){2,}$/;

/** Added to the kind of a word that is not just one slot. */
export const PARTIAL = 128;

function wordKind(kinds: readonly SlotKind[], first: number, count: number): number {
  if (count === 0) return SLOT.text;
  for (let i = first + 1; i < first + count; i++) if (kinds[i] !== kinds[first]) return SLOT.text;
  return SLOT[kinds[first]];
}

/** Two dots or more are a leader between words, not part of one. */
function isLeader(text: string, at: number): boolean {
  return text.charCodeAt(at) === 0x2e && (text.charCodeAt(at + 1) === 0x2e || text.charCodeAt(at - 1) === 0x2e);
}

function isDelimiterAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === 0x2e) return isLeader(text, at);
  return code < 128 ? DELIMITERS[code] === 1 : isDelimiter(code);
}

function isDelimiter(code: number): boolean {
  return code < 128 ? DELIMITERS[code] === 1 : code === 0xa0 || code === 0x3000 || code === 0x2028;
}

/**
 * A message cut into words and what stands between them; reused for every message.
 * words[i] holds MARK for each slot in it; gaps[i] stands before words[i], the last gap behind all:
 * gaps and words alternating give the message back.
 */
export class Tokens {
  readonly words: string[] = [];
  readonly gaps: string[] = [];
  /** Index of the first slot in words[i], and how many there are. */
  readonly firstSlot: number[] = [];
  readonly slotCount: number[] = [];
  /** Kind of the slots in words[i], `text` when they differ or there is none; plus PARTIAL when words[i] is more than one slot. */
  readonly kinds: number[] = [];

  #word = '';
  #gap = '';
  #first = 0;
  #slots = 0;
  /** Open brackets of a compound value; delimiters inside it belong to the word. */
  #depth = 0;

  read(message: MaskedMessage): void {
    this.words.length = 0;
    this.gaps.length = 0;
    this.firstSlot.length = 0;
    this.slotCount.length = 0;
    this.kinds.length = 0;
    this.#word = '';
    this.#gap = '';
    this.#slots = 0;
    this.#depth = 0;
    const { texts, kinds } = message;
    for (let part = 0; part < texts.length; part++) {
      this.#readText(texts, part, kinds);
      if (part === kinds.length) break;
      if (this.#word === '') this.#first = part;
      this.#word = this.#word === '' ? MARK : this.#word + MARK;
      this.#slots++;
    }
    if (this.#word !== '') this.#flush(kinds);
    this.gaps.push(this.#gap);
  }

  #readText(texts: readonly string[], part: number, kinds: readonly SlotKind[]): void {
    const text = texts[part];
    const { length } = text;
    let at = 0;
    while (at < length) {
      let until = at;
      while (until < length && !isDelimiterAt(text, until)) until++;
      if (until > at) {
        const word = text.slice(at, until);
        if (this.#word === '') {
          this.#first = part;
          this.#word = word;
        } else this.#word += word;
        at = until;
        continue;
      }
      if (this.#depth > 0 || (this.#word !== '' && this.#gap.endsWith('=') && isCompound(texts, part, at))) {
        const code = text.charCodeAt(at);
        if (isOpening(code)) this.#depth++;
        else if (isClosing(code)) this.#depth--;
        this.#word += text[at++];
        continue;
      }
      if (at + 1 === length && kinds[part] === 'number' && text[at] === ':' && HOST_NAME.test(this.#word)) {
        this.#word += ':';
        at++;
        continue;
      }
      if (this.#word !== '' && this.words.length < MAX_WORDS) this.#flush(kinds);
      const quoted = this.#word === '' ? quotedEnd(text, at, this.#gap) : -1;
      if (quoted > 0) {
        this.#gap += '"';
        this.#first = part;
        this.#word = text.slice(at + 1, quoted);
        at = quoted;
        continue;
      }
      // One delimiter at a time: the next may open a quoted value.
      const delimiter = text.charCodeAt(at) === 0x20 ? ' ' : text[at];
      if (this.#word !== '') this.#word += delimiter === MARK ? ' ' : delimiter;
      else this.#gap = this.#gap === '' ? delimiter : this.#gap + delimiter;
      at++;
    }
  }

  #flush(kinds: readonly SlotKind[]): void {
    const word = this.#word;
    this.words.push(word);
    this.gaps.push(this.#gap);
    this.firstSlot.push(this.#first);
    this.slotCount.push(this.#slots);
    this.kinds.push(wordKind(kinds, this.#first, this.#slots) + (word === MARK ? 0 : PARTIAL));
    this.#word = '';
    this.#gap = '';
    this.#slots = 0;
  }

  get size(): number {
    return this.words.length;
  }

  /** A key of what stands between the words: equal for messages with equal gaps. */
  shape(): string {
    const shape = this.gaps.join(MARK);
    // A text that holds MARK itself must not pass for another shape.
    return this.gaps.some((gap) => gap.includes(MARK)) ? JSON.stringify(this.gaps) : shape;
  }
}

function isOpening(code: number): boolean {
  return code === 0x7b || code === 0x28 || code === 0x5b;
}

function isClosing(code: number): boolean {
  return code === 0x7d || code === 0x29 || code === 0x5d;
}

/** A value such as `Name{…}`: a bracket directly behind its name, closed within 80 characters, with no space, comma or `=` inside. */
function isCompound(texts: readonly string[], part: number, at: number): boolean {
  if (!isOpening(texts[part].charCodeAt(at))) return false;
  let depth = 0;
  let left = 80;
  for (let k = part; k < texts.length && k < part + 8; k++) {
    for (let i = k === part ? at : 0; i < texts[k].length; i++) {
      const code = texts[k].charCodeAt(i);
      if (code <= 0x20 || code === 0x2c || code === 0x3d || code === 0x22 || --left < 0) return false;
      if (isOpening(code)) depth++;
      else if (isClosing(code) && --depth === 0) return true;
    }
  }
  return false;
}

/** Where a quoted value of at most 80 characters within one text ends, whose quote opens at `at`; -1 when none does. */
function quotedEnd(text: string, at: number, gap: string): number {
  const quote = text.charCodeAt(at);
  if (quote !== 0x22) return -1;
  const before = at > 0 ? text.charCodeAt(at - 1) : gap === '' ? 0x20 : gap.charCodeAt(gap.length - 1);
  if (before !== 0x3d && before !== 0x20 && before !== 0x28 && before !== 0x5b && before !== 0x3a && before !== 0x2c) return -1;
  const end = text.indexOf('"', at + 1);
  if (end < 0 || end === at + 1 || end - at > 80) return -1;
  for (let i = at + 1; i < end; i++) if (text.charCodeAt(i) <= MARK_CODE) return -1;
  return end + 1 >= text.length || isDelimiter(text.charCodeAt(end + 1)) || text.charCodeAt(end + 1) === 0x2e ? end : -1;
}
