import type { MaskedMessage } from '../../base/masked-message.ts';
import type { SlotKind } from '../../base/slot-kind.ts';
import { classOfKind, SLOT_CLASSES, type SlotClass } from '../../mine/slot-shape.ts';
import type { Automaton } from '../../policy/evaluate/regex/automaton.ts';
import { automatonOfPattern, beginningOfPattern } from '../../policy/evaluate/regex/linear-regex.ts';

/** Whether an expression matches all records of a signature, none, or some: then each has to be asked. */
export type Verdict = 'all' | 'none' | 'some';

/** States and classes beyond this say "some": asking each record is then cheaper. */
const MOST_STATES = 400;

/**
 * Answers for messages of which only the form is known: constant texts, and between them values of known kinds. The expression's automaton
 * is walked through the texts; over a value it goes on from every state that any value of that kind can lead to.
 */
export class FormTest {
  readonly #automaton: Automaton | undefined;
  /** Every match begins with it. */
  readonly #beginning: string;
  readonly #classes: ClassAutomata;
  /** By class and state: the states behind a value. */
  readonly #behind = new Map<string, ReadonlySet<number> | undefined>();

  /** @param pattern RE2 that is known to be valid */
  constructor(pattern: string, classes: ClassAutomata) {
    this.#automaton = automatonOfPattern(pattern);
    this.#beginning = beginningOfPattern(pattern);
    this.#classes = classes;
  }

  verdict({ texts, kinds, names }: MaskedMessage): Verdict {
    const automaton = this.#automaton;
    if (automaton === undefined) return 'some';
    // Of thousands of forms nearly all are told by how they begin.
    const known = Math.min(texts[0].length, this.#beginning.length);
    if (texts[0].slice(0, known) !== this.#beginning.slice(0, known)) return 'none';
    let states: ReadonlySet<number> = new Set([automaton.start]);
    for (const [index, text] of texts.entries()) {
      const through = throughText(automaton, states, text);
      if (through === undefined) return 'some';
      if (through.size === 1 && [...through].every((state) => automaton.isDead(state))) return 'none';
      states = through;
      if (index >= kinds.length) break;
      const behind = this.#behindValue(automaton, states, classOfSlot(kinds[index], names[index]));
      if (behind === undefined) return 'some';
      states = behind;
    }
    const ends = [...states].map((state) => automaton.matchesAt(state));
    return ends.every((matches) => matches) ? 'all' : ends.some((matches) => matches) ? 'some' : 'none';
  }

  #behindValue(automaton: Automaton, states: ReadonlySet<number>, name: SlotClass): ReadonlySet<number> | undefined {
    const all = new Set<number>();
    for (const state of states) {
      const key = `${name} ${state}`;
      if (!this.#behind.has(key)) this.#behind.set(key, reached(automaton, state, this.#classes.of(name)));
      const behind = this.#behind.get(key);
      if (behind === undefined) return undefined;
      for (const one of behind) all.add(one);
    }
    return all.size > MOST_STATES ? undefined : all;
  }
}

/** Whether any of some expressions for whole messages may take a message of a form. */
export class FormSieve {
  /** By the word every match begins with, and those for which none is certain. */
  readonly #byWord = new Map<string, FormTest[]>();
  readonly #others: FormTest[] = [];
  readonly #all: readonly FormTest[];

  /** @param sources RE2, each bound to the beginning and end of the text, by `^` and `$` */
  constructor(sources: readonly string[]) {
    const classes = new ClassAutomata();
    this.#all = sources.map((source) => {
      const pattern = `\\A${source.slice(1, -1)}\\z`;
      const test = new FormTest(pattern, classes);
      const word = firstWord(beginningOfPattern(pattern), false);
      if (word === undefined) this.#others.push(test);
      else this.#byWord.set(word, [...(this.#byWord.get(word) ?? []), test]);
      return test;
    });
  }

  mayTake(message: MaskedMessage): boolean {
    const word = firstWord(message.texts[0], message.kinds.length === 0);
    const takes = (test: FormTest): boolean => test.verdict(message) !== 'none';
    if (word === undefined) return this.#all.some(takes);
    return this.#others.some(takes) || (this.#byWord.get(word)?.some(takes) ?? false);
  }
}

/** @param isWhole nothing follows the text. @returns undefined where the word may go on behind the text */
export function firstWord(text: string, isWhole: boolean): string | undefined {
  const space = text.indexOf(' ');
  return space >= 0 ? text.slice(0, space) : isWhole ? text : undefined;
}

/** Fields of a format are taken for paths by their first character alone: anything may stand behind it. */
function classOfSlot(kind: SlotKind, name: string | undefined): SlotClass {
  return kind === 'path' && name !== undefined ? 'any' : classOfKind(kind);
}

/** The automata of what values can look like, made once for all expressions. */
export class ClassAutomata {
  readonly #made = new Map<SlotClass, Automaton | undefined>();

  of(name: SlotClass): Automaton | undefined {
    // What was masked is never empty; a field of the format may be.
    if (!this.#made.has(name)) this.#made.set(name, automatonOfPattern(`\\A(?:${SLOT_CLASSES[name]})${name === 'any' ? '?' : ''}\\z`));
    return this.#made.get(name);
  }
}

function throughText(automaton: Automaton, states: ReadonlySet<number>, text: string): ReadonlySet<number> | undefined {
  const out = new Set<number>();
  for (let state of states) {
    for (let at = 0; at < text.length && !automaton.isDead(state); at++) {
      const next = automaton.step(state, text.charCodeAt(at));
      if (next === undefined) return undefined;
      state = next;
    }
    out.add(state);
  }
  return out;
}

/** Where any value of a class leads from a state: both automata side by side, one code unit of each class for all of it. */
function reached(automaton: Automaton, from: number, values: Automaton | undefined): ReadonlySet<number> | undefined {
  if (values === undefined) return undefined;
  const codes = [...new Set([...automaton.borders, ...values.borders])].filter((code) => code < 0xd800);
  const out = new Set<number>();
  const seen = new Set<string>();
  const open: [state: number, value: number][] = [[from, values.start]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const key = pair.join();
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > MOST_STATES) return undefined;
    const [state, value] = pair;
    if (values.matchesAt(value)) out.add(state);
    for (const code of codes) {
      const [next, nextValue] = [automaton.step(state, code), values.step(value, code)];
      if (next === undefined || nextValue === undefined) return undefined;
      // A value that has left its class never comes back.
      if (nextValue !== 0) open.push([next, nextValue]);
    }
  }
  return out;
}
