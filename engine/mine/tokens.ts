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
  return isDelimiter(text.charCodeAt(at)) || isLeader(text, at);
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

  read(message: MaskedMessage): void {
    this.words.length = 0;
    this.gaps.length = 0;
    this.firstSlot.length = 0;
    this.slotCount.length = 0;
    this.kinds.length = 0;
    const { texts, kinds } = message;
    let word = '';
    let gap = '';
    let first = 0;
    let slots = 0;
    const flush = (next: number): void => {
      this.words.push(word);
      this.gaps.push(gap);
      this.firstSlot.push(first);
      this.slotCount.push(slots);
      this.kinds.push(wordKind(kinds, first, slots) + (word === MARK ? 0 : PARTIAL));
      word = '';
      gap = '';
      slots = 0;
      first = next;
    };
    for (let part = 0; part < texts.length; part++) {
      const text = texts[part];
      let at = 0;
      while (at < text.length) {
        let until = at;
        if (isDelimiterAt(text, at)) {
          const quoted = word === '' ? quotedEnd(text, at, gap) : -1;
          if (quoted > 0) {
            gap += text[at];
            first = part;
            word = text.slice(at + 1, quoted);
            at = quoted;
            continue;
          }
          if (word !== '' && this.words.length < MAX_WORDS) flush(part);
          while (
            until < text.length &&
            isDelimiterAt(text, until) &&
            (until === at || quotedEnd(text, until, gap + text.slice(at, until)) < 0)
          )
            until++;
          if (word === '') gap += text.slice(at, until);
          else word += text.slice(at, until).replaceAll(MARK, ' ');
        } else {
          while (until < text.length && !isDelimiterAt(text, until)) until++;
          if (word === '') first = part;
          word += text.slice(at, until);
        }
        at = until;
      }
      if (part < kinds.length) {
        if (word === '') first = part;
        word += MARK;
        slots++;
      }
    }
    if (word !== '') flush(kinds.length);
    this.gaps.push(gap);
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
