import { Automaton } from './automaton.ts';
import type { Syntax } from './syntax.ts';

/**
 * Automata that several expressions have in common: those of one form differ mostly in the text they begin with, and what many run stays in the
 * processor's caches.
 */
export class AutomatonPool {
  readonly #made = new Map<string, Automaton | undefined>();

  /** @returns undefined where the expression is too large for an automaton */
  of(syntax: Syntax): Automaton | undefined {
    const key = JSON.stringify(syntax);
    if (!this.#made.has(key)) this.#made.set(key, automatonOf(syntax));
    return this.#made.get(key);
  }
}

export function automatonOf(syntax: Syntax): Automaton | undefined {
  try {
    return new Automaton(syntax);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
