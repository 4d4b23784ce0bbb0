import { complement, type Ranges, type Syntax, union, withBothCases } from './syntax.ts';

const NEWLINE: Ranges = [10, 10];
const DIGIT: Ranges = [48, 57];
const WORD: Ranges = [48, 57, 65, 90, 95, 95, 97, 122];
const SPACE: Ranges = [9, 10, 12, 13, 32, 32];
const ESCAPED_SETS: Readonly<Record<string, Ranges>> = {
  d: DIGIT,
  D: complement(DIGIT),
  w: WORD,
  W: complement(WORD),
  s: SPACE,
  S: complement(SPACE),
};
const ESCAPED_CODES: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };
const NAMED_SETS: Readonly<Record<string, Ranges>> = {
  alnum: [48, 57, 65, 90, 97, 122],
  alpha: [65, 90, 97, 122],
  ascii: [0, 127],
  blank: [9, 9, 32, 32],
  cntrl: [0, 31, 127, 127],
  digit: DIGIT,
  graph: [33, 126],
  lower: [97, 122],
  print: [32, 126],
  punct: [33, 47, 58, 64, 91, 96, 123, 126],
  space: [9, 13, 32, 32],
  upper: [65, 90],
  word: WORD,
  xdigit: [48, 57, 65, 70, 97, 102],
};

/** Thrown for syntax that is left to the RE2 library: word borders, lines, Unicode classes, characters outside the first plane. */
export class LeftToLibrary extends Error {}

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
}

/**
 * Reads an expression that RE2 is known to accept.
 * @throws LeftToLibrary
 */
export function parseRegex(source: string): Syntax {
  const reader = new Reader(source);
  const syntax = reader.alternatives({ ignoreCase: false, dotAll: false });
  if (!reader.isAtEnd) throw new LeftToLibrary(source);
  return syntax;
}

class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  alternatives(flags: Flags): Syntax {
    const items: Syntax[] = [];
    let inForce = flags;
    for (;;) {
      const sequence: Syntax[] = [];
      while (!this.isAtEnd && this.#peek() !== '|' && this.#peek() !== ')') {
        const changed = this.#flagGroup(inForce);
        if (changed !== undefined) inForce = changed;
        else sequence.push(this.#repeated(this.#atom(inForce)));
      }
      items.push(sequence.length === 1 ? sequence[0] : { kind: 'sequence', items: sequence });
      if (this.#peek() !== '|') break;
      this.#at++;
    }
    return items.length === 1 ? items[0] : { kind: 'either', items };
  }

  #peek(): string {
    return this.#source[this.#at] ?? '';
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#source) ?? undefined;
    if (found !== undefined) this.#at += found[0].length;
    return found;
  }

  /** `(?i)`: for the rest of the group. */
  #flagGroup(flags: Flags): Flags | undefined {
    const found = this.#take(/\(\?([a-zA-Z-]+)\)/);
    return found === undefined ? undefined : changedFlags(flags, found[1]);
  }

  #atom(flags: Flags): Syntax {
    const char = this.#peek();
    if (char === '(') return this.#group(flags);
    if (char === '[') return this.#class(flags);
    if (char === '\\') return this.#escape(flags);
    this.#at++;
    if (char === '.') return { kind: 'set', ranges: flags.dotAll ? [0, 0xffff] : complement(NEWLINE) };
    if (char === '^') return { kind: 'begin' };
    if (char === '$') return { kind: 'end' };
    return setOf([char.charCodeAt(0), char.charCodeAt(0)], flags);
  }

  #group(flags: Flags): Syntax {
    const found = this.#take(/\((?:\?(?:P?<\w+>|([a-zA-Z-]*):))?/);
    if (found === undefined || this.#peek() === '?') throw new LeftToLibrary(this.#source);
    const inner = this.alternatives(found[1] === undefined ? flags : changedFlags(flags, found[1]));
    if (this.#peek() !== ')') throw new LeftToLibrary(this.#source);
    this.#at++;
    return inner;
  }

  #repeated(atom: Syntax): Syntax {
    let item = atom;
    for (let found = this.#quantifier(); found !== undefined; found = this.#quantifier()) item = { kind: 'repeat', item, ...found };
    return item;
  }

  #quantifier(): { least: number; most: number } | undefined {
    const found = this.#take(/(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/);
    if (found === undefined) return undefined;
    const [, sign, least, comma, most] = found;
    if (sign !== undefined) return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
    return { least: Number(least), most: comma === '' ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most) };
  }

  #escape(flags: Flags): Syntax {
    if (this.#take(/\\A/)) return { kind: 'begin' };
    if (this.#take(/\\z/)) return { kind: 'end' };
    const quoted = this.#take(/\\Q([\s\S]*?)(?:\\E|$)/);
    if (quoted !== undefined) return { kind: 'sequence', items: [...quoted[1]].map((char) => setOf([codeOf(char), codeOf(char)], flags)) };
    const set = this.#take(/\\([dDwWsS])/);
    if (set !== undefined) return setOf(ESCAPED_SETS[set[1]], flags);
    const code = this.#escapedCode();
    return setOf([code, code], flags);
  }

  #escapedCode(): number {
    const found = this.#take(/\\(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]+)\}|([aftnrv])|([^A-Za-z0-9]))/);
    if (found === undefined) throw new LeftToLibrary(this.#source);
    const [, two, braced, letter, sign] = found;
    const code = letter !== undefined ? ESCAPED_CODES[letter] : sign !== undefined ? codeOf(sign) : Number.parseInt(two ?? braced, 16);
    if (code > 0xffff || (code >= 0xd800 && code < 0xe000)) throw new LeftToLibrary(this.#source);
    return code;
  }

  #class(flags: Flags): Syntax {
    const isNegated = this.#take(/\[(\^?)/)?.[1] === '^';
    const ranges: number[] = [];
    for (let isFirst = true; isFirst || this.#peek() !== ']'; isFirst = false) {
      if (this.isAtEnd) throw new LeftToLibrary(this.#source);
      const named = this.#take(/\[:(\^?)(\w+):\]/);
      const set = named === undefined ? this.#take(/\\([dDwWsS])/) : undefined;
      if (named !== undefined) ranges.push(...(named[1] === '^' ? complement(NAMED_SETS[named[2]]) : NAMED_SETS[named[2]]));
      else if (set !== undefined) ranges.push(...ESCAPED_SETS[set[1]]);
      else {
        const from = this.#classCode();
        ranges.push(from, this.#take(/-(?!\])/) === undefined ? from : this.#classCode());
      }
    }
    this.#at++;
    const set = setOf(union(ranges), flags);
    return isNegated && set.kind === 'set' ? { kind: 'set', ranges: complement(set.ranges) } : set;
  }

  #classCode(): number {
    if (this.#peek() === '\\') return this.#escapedCode();
    return codeOf(this.#source[this.#at++] ?? '');
  }
}

function codeOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code > 0xffff || (code >= 0xd800 && code < 0xe000)) throw new LeftToLibrary(char);
  return code;
}

function setOf(ranges: Ranges, { ignoreCase }: Flags): Syntax {
  for (const code of ranges) if (code >= 0xd800 && code < 0xe000) throw new LeftToLibrary('surrogate');
  const folded = ignoreCase ? withBothCases(ranges) : ranges;
  if (folded === undefined) throw new LeftToLibrary('letters outside of ASCII without case');
  return { kind: 'set', ranges: folded };
}

/** `i`, `s`, and `U`, which changes nothing about whether it matches. */
function changedFlags(flags: Flags, text: string): Flags {
  const [on, off = ''] = text.split('-');
  if (/[^isU]/.test(on + off)) throw new LeftToLibrary(text);
  return {
    ignoreCase: (flags.ignoreCase || on.includes('i')) && !off.includes('i'),
    dotAll: (flags.dotAll || on.includes('s')) && !off.includes('s'),
  };
}
