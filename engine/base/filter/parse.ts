import { levelOfWord } from '../level.ts';
import { bothOf, type Comparison, type Condition, eitherOf, type FilterNode } from './ast.ts';
import { quantityOf } from './quantity.ts';

/** Why a query cannot be understood: what to underline, as characters [from, until), and what was expected there. */
export interface QueryProblem {
  readonly from: number;
  readonly until: number;
  /** A sentence for a person. */
  readonly message: string;
  /** What would have been understood, for example `a value`. */
  readonly expected: string;
}

export type ParsedQuery = { readonly ok: true; readonly node: FilterNode } | { readonly ok: false; readonly problem: QueryProblem };

/** A piece of a query as it stands in the text. */
export interface QueryPiece {
  readonly node: FilterNode;
  readonly from: number;
  readonly until: number;
}

/** Deeper brackets than this are a mistake, and would exhaust the stack. */
const MAX_DEPTH = 100;

/** Reads a query; see ui.md section 8 for the language and ast.ts for its meaning. Never throws. */
export function parseQuery(text: string): ParsedQuery {
  const pieces = parsePieces(text);
  return pieces.ok
    ? {
        ok: true,
        node:
          pieces.alternatives.length === 1
            ? bothOf(pieces.alternatives[0].map((piece) => piece.node))
            : eitherOf(pieces.alternatives.map((all) => bothOf(all.map((piece) => piece.node)))),
      }
    : pieces;
}

/** The top level of a query with the place of every piece: alternatives (parts of `or`) of pieces that must all hold. */
export function parsePieces(
  text: string,
):
  | { readonly ok: true; readonly alternatives: readonly (readonly QueryPiece[])[] }
  | { readonly ok: false; readonly problem: QueryProblem } {
  const parser = new Parser(text);
  try {
    return { ok: true, alternatives: parser.query() };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, problem: error.problem };
    throw error;
  }
}

class Failure extends Error {
  readonly problem: QueryProblem;
  constructor(problem: QueryProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** A field name that needs no quotes. */
const NAME = /[A-Za-z_@$][\w.@$/-]*/y;
const OPERATOR = /:|>=|<=|>|</y;
const KEYWORD = /(or|and|not)(?=$|[\s()])/iy;
const SPACE = /\s/;

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  /** Open brackets. */
  #groups = 0;

  constructor(text: string) {
    this.#text = text;
  }

  query(): QueryPiece[][] {
    const alternatives = this.#alternatives();
    if (this.#at < this.#text.length) {
      throw this.#failure(this.#at, this.#at + 1, 'a condition', `The bracket at position ${this.#at + 1} closes nothing.`);
    }
    return alternatives;
  }

  #alternatives(): QueryPiece[][] {
    const alternatives = [this.#conjunction()];
    for (;;) {
      const from = this.#at;
      if (this.#keyword() !== 'or') break;
      if (alternatives[alternatives.length - 1].length === 0)
        throw this.#failure(from, from + 2, 'a condition', 'There is nothing before this `or`.');
      this.#at += 2;
      this.#skipSpace();
      const next = this.#conjunction();
      if (next.length === 0)
        throw this.#failure(from, from + 2, 'a condition', 'There is nothing behind this `or`. Put the word in quotes to search for it.');
      alternatives.push(next);
    }
    return alternatives;
  }

  #conjunction(): QueryPiece[] {
    const pieces: QueryPiece[] = [];
    this.#skipSpace();
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') {
      const keyword = this.#keyword();
      if (keyword === 'or') break;
      const from = this.#at;
      if (keyword === 'and') {
        this.#at += 3;
        this.#skipSpace();
        const more = this.#at < this.#text.length && this.#text[this.#at] !== ')' && this.#keyword() === undefined;
        if (pieces.length === 0 || !more)
          throw this.#failure(
            from,
            from + 3,
            'a condition',
            'There must be a condition on both sides of `and`. Put the word in quotes to search for it.',
          );
        continue;
      }
      const node = this.#part();
      pieces.push({ node, from, until: this.#at });
      this.#skipSpace();
    }
    return pieces;
  }

  /** One condition or group, with what negates it. */
  #part(): FilterNode {
    const from = this.#at;
    const char = this.#text[from];
    if (char === '-' && this.#at + 1 < this.#text.length && !SPACE.test(this.#text[from + 1]) && !/[)\->]/.test(this.#text[from + 1])) {
      this.#at++;
      return { kind: 'not', part: this.#nested(from, () => this.#part()) };
    }
    if (this.#keyword() === 'not' && this.#notApplies()) {
      this.#at += 3;
      this.#skipSpace();
      return { kind: 'not', part: this.#nested(from, () => this.#part()) };
    }
    if (char === '(') return this.#group();
    return this.#condition();
  }

  /** `not` before a bare word is a word itself: people search for `connection not found`. In capitals it always negates. */
  #notApplies(): boolean {
    let next = this.#at + 3;
    while (next < this.#text.length && SPACE.test(this.#text[next])) next++;
    if (next >= this.#text.length || this.#text[next] === ')') return false;
    if (this.#text.slice(this.#at, this.#at + 3) === 'NOT' || /[("/-]/.test(this.#text[next])) return true;
    NAME.lastIndex = next;
    const name = NAME.exec(this.#text);
    if (name === null) return false;
    if (name[0].toLowerCase() === 'not') return true;
    OPERATOR.lastIndex = NAME.lastIndex;
    return OPERATOR.test(this.#text);
  }

  #group(): FilterNode {
    const from = this.#at;
    this.#at++;
    this.#groups++;
    const alternatives = this.#nested(from, () => this.#alternatives());
    this.#groups--;
    if (this.#text[this.#at] !== ')') throw this.#failure(from, from + 1, '`)`', `The bracket at position ${from + 1} is never closed.`);
    this.#at++;
    if (alternatives[0].length === 0) throw this.#failure(from, this.#at, 'a condition', 'These brackets are empty.');
    return eitherOf(alternatives.map((pieces) => bothOf(pieces.map((piece) => piece.node))));
  }

  #nested<T>(from: number, read: () => T): T {
    if (++this.#depth > MAX_DEPTH)
      throw this.#failure(from, from + 1, 'a simpler query', `Brackets and negations go more than ${MAX_DEPTH} deep here.`);
    const result = read();
    this.#depth--;
    return result;
  }

  #condition(): Condition {
    const from = this.#at;
    const char = this.#text[from];
    if (char === '/') {
      const regex = this.#regex();
      if (regex !== undefined) return regex;
    }
    if (char === '"') {
      const quoted = this.#quoted();
      return this.#fieldCondition(from, quoted) ?? this.#textCondition(from, quoted);
    }
    NAME.lastIndex = from;
    const name = NAME.exec(this.#text);
    if (name !== null) {
      this.#at = NAME.lastIndex;
      const condition = this.#fieldCondition(from, name[0]);
      if (condition !== undefined) return condition;
      this.#at = from;
    }
    return this.#textCondition(from, this.#word(false));
  }

  #textCondition(from: number, text: string): Condition {
    if (text === '') throw this.#failure(from, this.#at, 'some text', 'There is no text between these quotes.');
    if (text.includes('\n'))
      throw this.#failure(
        from,
        this.#at,
        'text of one line',
        'A text to search for cannot hold a line break. Use /first.*\\nsecond/ instead.',
      );
    return { kind: 'text', text };
  }

  /** The rest of a condition on a field whose name was just read; undefined where no operator follows. */
  #fieldCondition(from: number, field: string): Condition | undefined {
    const nameEnd = this.#at;
    OPERATOR.lastIndex = nameEnd;
    const operator = OPERATOR.exec(this.#text)?.[0];
    if (operator === undefined || field === '') return undefined;
    const valueAt = nameEnd + operator.length;
    // http://host, std::string, C:\temp are words, not fields.
    if (operator === ':' && (this.#text.startsWith('//', valueAt) || /[:\\]/.test(this.#text[valueAt] ?? ''))) return undefined;
    this.#at = valueAt;
    return operator === ':' ? this.#values(from, field) : this.#comparison(from, field, comparisonOf(operator));
  }

  #values(from: number, field: string): Condition {
    const values: string[] = [];
    let plain = true;
    for (;;) {
      const valueAt = this.#at;
      const quoted = this.#text[valueAt] === '"';
      const value = quoted ? this.#quoted() : this.#word(true);
      if (value === '' && !quoted)
        throw this.#failure(
          from,
          Math.max(this.#at, from + 1),
          'a value',
          `After \`${field}:\` a value is expected, or * for any. To search for the text itself, put it in quotes.`,
        );
      if (quoted) plain = false;
      values.push(value);
      if (this.#text[this.#at] !== ',') break;
      this.#at++;
    }
    if (values.length === 1 && plain) {
      if (values[0] === '*') return { kind: 'exists', field };
      const span = spanOf(values[0]);
      if (span !== undefined) return { kind: 'span', field, ...span };
    }
    if (field.toLowerCase() === 'level') for (const value of values) this.#checkLevel(from, value);
    return { kind: 'value', field, values };
  }

  #checkLevel(from: number, value: string): void {
    if (levelOfWord(value) === undefined && value.toLowerCase() !== 'unset') {
      throw this.#failure(
        from,
        this.#at,
        'a level',
        `There is no level "${value}". Levels are trace, debug, info, warn, error, fatal and unset.`,
      );
    }
  }

  #comparison(from: number, field: string, comparison: Comparison): Condition {
    const bound = this.#text[this.#at] === '"' ? this.#quoted() : this.#word(true);
    if (field.toLowerCase() === 'level') this.#checkLevel(from, bound);
    else if (quantityOf(bound) === undefined) {
      throw this.#failure(
        from,
        Math.max(this.#at, from + 1),
        'a number',
        `After \`${field}${comparison}\` a number is expected, such as 500 or 1.5s. To search for the text itself, put it in quotes.`,
      );
    }
    return { kind: 'compare', field, comparison, bound };
  }

  /** Up to white space or the end of the group; in a list of values also up to a comma. Brackets inside belong to the word unless they close a group. */
  #word(inList: boolean): string {
    const from = this.#at;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (SPACE.test(char) || (inList && (char === ',' || char === '"'))) break;
      if (char === '(') depth++;
      else if (char === ')' && (this.#groups > 0 || this.#at === from) && depth-- === 0) break;
    }
    return this.#text.slice(from, this.#at);
  }

  /** Between double quotes; `\"` is a quote, `\\` a backslash, any other backslash is itself. */
  #quoted(): string {
    const from = this.#at;
    let value = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === '"') {
        this.#at++;
        return value;
      }
      const next = this.#text[this.#at + 1];
      if (char === '\\' && (next === '"' || next === '\\')) {
        value += next;
        this.#at++;
      } else value += char;
    }
    throw this.#failure(from, this.#text.length, 'a closing quote', `The quote at position ${from + 1} is never closed.`);
  }

  /** `/…/` or `/…/i` followed by white space, a closing bracket or the end; anything else that begins with a slash is a word (a path). */
  #regex(): Condition | undefined {
    const from = this.#at;
    let inClass = false;
    for (let at = from + 1; at < this.#text.length; at++) {
      const char = this.#text[at];
      if (char === '\n') return undefined;
      if (char === '\\') at++;
      else if (char === '[') inClass = true;
      else if (char === ']') inClass = false;
      else if (char === '/' && !inClass) {
        const flags = /^i?(?=$|[\s)])/.exec(this.#text.slice(at + 1, at + 3));
        if (flags === null || at === from + 1) return undefined;
        this.#at = at + 1 + flags[0].length;
        return this.#checkRegex(from, this.#text.slice(from + 1, at), flags[0] === 'i');
      }
    }
    return undefined;
  }

  #checkRegex(from: number, source: string, ignoreCase: boolean): Condition {
    try {
      new RegExp(source, ignoreCase ? 'i' : '');
    } catch (error) {
      const reason = error instanceof Error ? (/: ([^:]+)$/.exec(error.message)?.[1] ?? error.message) : 'it is not valid';
      throw this.#failure(
        from,
        this.#at,
        'a regular expression',
        `This regular expression cannot be read: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`,
      );
    }
    return { kind: 'regex', source, ignoreCase };
  }

  #keyword(): string | undefined {
    KEYWORD.lastIndex = this.#at;
    return KEYWORD.exec(this.#text)?.[1].toLowerCase();
  }

  #skipSpace(): void {
    while (this.#at < this.#text.length && SPACE.test(this.#text[this.#at])) this.#at++;
  }

  #failure(from: number, until: number, expected: string, message: string): Failure {
    return new Failure({ from, until: Math.max(until, from + 1), expected, message });
  }
}

function comparisonOf(operator: string): Comparison {
  return operator === '>' || operator === '<' || operator === '<=' ? operator : '>=';
}

/** `10..20` with numbers on both sides. */
export function spanOf(value: string): { readonly from: string; readonly until: string } | undefined {
  const at = value.indexOf('..', 1);
  if (at < 0) return undefined;
  const from = value.slice(0, at);
  const until = value.slice(at + 2);
  return quantityOf(from) === undefined || quantityOf(until) === undefined ? undefined : { from, until };
}
