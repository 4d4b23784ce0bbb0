import { RE2JS } from 're2js';
import { Automaton } from './automaton.ts';
import { neededText } from './needed-text.ts';
import { LeftToLibrary, parseRegex } from './parse-regex.ts';
import type { Replacement } from './replacement.ts';
import type { Syntax } from './syntax.ts';

/**
 * An RE2 expression, unanchored, that answers in time linear in the text. What our automaton does not know goes through the RE2 library, which
 * knows all of the syntax and takes a microsecond and more per text.
 */
export class LinearRegex {
  readonly #library: RE2JS;
  #automaton: Automaton | undefined;
  /** Every match holds it, whatever the case of its ASCII letters; empty where nothing is certain. */
  readonly needed: string;

  /** @throws RE2JSException when RE2 does not accept it */
  constructor(pattern: string) {
    this.#library = RE2JS.compile(pattern);
    const syntax = syntaxOf(pattern);
    this.needed = syntax === undefined ? '' : neededText(syntax);
    this.#automaton = syntax && automatonOf(syntax);
  }

  /** Absent where the library does the work. */
  get automaton(): Automaton | undefined {
    return this.#automaton;
  }

  test(text: string): boolean {
    return this.#automaton?.test(text) ?? this.#library.test(text);
  }

  replaceAll(text: string, replacement: Replacement): string {
    return this.#library.matcher(text).replaceAll(replacement);
  }
}

function syntaxOf(pattern: string): Syntax | undefined {
  try {
    return parseRegex(pattern);
  } catch (error) {
    if (error instanceof LeftToLibrary) return undefined;
    throw error;
  }
}

function automatonOf(syntax: Syntax): Automaton | undefined {
  try {
    return new Automaton(syntax);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
