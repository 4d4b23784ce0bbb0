import { RE2JS } from 're2js';
import type { Automaton } from './automaton.ts';
import { type AutomatonPool, automatonOf } from './automaton-pool.ts';
import { afterPrefix } from './literal-prefix.ts';
import { neededText } from './needed-text.ts';
import { LeftToLibrary, parseRegex } from './parse-regex.ts';
import type { Replacement } from './replacement.ts';
import type { Syntax } from './syntax.ts';

/**
 * An RE2 expression, unanchored, that answers in time linear in the text. What our automaton does not know goes through the RE2 library, which
 * knows all of the syntax and takes a microsecond and more per text.
 */
export class LinearRegex {
  readonly #pattern: string;
  #compiled: RE2JS | undefined;
  readonly #automaton: Automaton | undefined;
  /** What every match begins with at the beginning of the text; the automaton goes on behind it. */
  readonly #prefix: string;
  /** Every match holds it, whatever the case of its ASCII letters; empty where nothing is certain. */
  readonly needed: string;

  /**
   * @param pool for expressions that run beside others
   * @throws RE2JSException when RE2 does not accept it
   */
  constructor(pattern: string, pool?: AutomatonPool) {
    this.#pattern = pattern;
    const compiled = RE2JS.compile(pattern);
    const syntax = syntaxOf(pattern);
    this.needed = syntax === undefined ? '' : neededText(syntax);
    const { prefix, rest } = afterPrefix(syntax);
    this.#prefix = prefix;
    this.#automaton = rest && (pool === undefined ? automatonOf(rest) : pool.of(rest));
    // Programs of the library are large, and thousands of them that nobody runs would weigh on the memory of others.
    if (this.#automaton === undefined) this.#compiled = compiled;
  }

  /** Whether the library does the work. */
  get isSlow(): boolean {
    return this.#automaton === undefined;
  }

  test(text: string): boolean {
    if (this.#prefix !== '' && !text.startsWith(this.#prefix)) return false;
    return this.#automaton?.test(text, this.#prefix.length) ?? this.#library().test(text);
  }

  replaceAll(text: string, replacement: Replacement): string {
    return this.#library().matcher(text).replaceAll(replacement);
  }

  #library(): RE2JS {
    this.#compiled ??= RE2JS.compile(this.#pattern);
    return this.#compiled;
  }
}

/** The automaton of a whole expression, for those who walk through it themselves; undefined where the library would do the work. */
export function automatonOfPattern(pattern: string): Automaton | undefined {
  const syntax = syntaxOf(pattern);
  return syntax && automatonOf(syntax);
}

/** The text with which every match begins at the beginning; empty where none is certain. */
export function beginningOfPattern(pattern: string): string {
  return afterPrefix(syntaxOf(pattern)).prefix;
}

function syntaxOf(pattern: string): Syntax | undefined {
  try {
    return parseRegex(pattern);
  } catch (error) {
    if (error instanceof LeftToLibrary) return undefined;
    throw error;
  }
}
