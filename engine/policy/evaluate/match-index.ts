import type { Matcher } from '../model/matcher.ts';
import { targetText } from '../model/target.ts';
import { type CompiledPredicate, compilePredicate } from './compile-predicate.ts';
import { LiteralIndex } from './literal-index.ts';
import { type Reader, readerOf } from './read-target.ts';
import type { LogRecord, Value } from './record.ts';
import { AutomatonPool } from './regex/automaton-pool.ts';

/** One comparison, shared by all policies that make it. */
interface Test {
  readonly reader: number;
  readonly predicate: CompiledPredicate;
  /** By how many policies; the rarer, the better it tells them apart. */
  uses: number;
}

/** A policy's tests, cheapest first; positive ones must hold, the others must not. */
interface Candidate {
  readonly tests: readonly number[];
  readonly isNegated: readonly boolean[];
}

/** Candidates that need a certain value, or a certain text in a value, of one target. */
interface Gate {
  readonly reader: number;
  readonly byValue: ReadonlyMap<Value, readonly number[]>;
  readonly byText: LiteralIndex | undefined;
}

/**
 * Which of many match lists a record meets, without looking at each: every list waits behind the one of its comparisons that it shares
 * with the fewest others, behind an exact value by hash, behind a regular expression by a text that it cannot do without. What has neither is
 * looked at every time. A comparison that many make is made once per record.
 */
export class MatchIndex {
  readonly #readers: Reader[] = [];
  readonly #tests: Test[] = [];
  /** Tests of candidate i, twice their number and one more where they must not hold: [start[i], start[i + 1]). */
  readonly #ofCandidate: Int32Array;
  readonly #start: Int32Array;
  readonly #gates: readonly Gate[];
  readonly #always: readonly number[];
  /** Per test and per candidate: the record it was last looked at for. */
  readonly #testedFor: Uint32Array;
  readonly #seenFor: Uint32Array;
  readonly #results: Uint8Array;
  readonly #values: (Value | undefined)[] = [];
  readonly #readFor: Uint32Array;
  #record: LogRecord | undefined;
  #turn = 0;
  readonly #matched: number[] = [];
  readonly #look = (candidate: number): void => this.#lookAt(candidate);

  /** @param lists match lists whose expressions are known to be RE2 */
  constructor(lists: readonly (readonly Matcher[])[]) {
    const build = new TestTable(this.#readers, this.#tests);
    const candidates = lists.map((matchers) => build.candidateOf(matchers));
    this.#start = new Int32Array(candidates.length + 1);
    for (const [at, { tests }] of candidates.entries()) this.#start[at + 1] = this.#start[at] + tests.length;
    this.#ofCandidate = Int32Array.from(
      candidates.flatMap(({ tests, isNegated }) => tests.map((test, at) => test * 2 + (isNegated[at] ? 1 : 0))),
    );
    const { gates, always } = gatesOf(candidates, this.#tests);
    this.#gates = gates;
    this.#always = always;
    this.#testedFor = new Uint32Array(this.#tests.length);
    this.#results = new Uint8Array(this.#tests.length);
    this.#seenFor = new Uint32Array(candidates.length);
    this.#readFor = new Uint32Array(this.#readers.length);
  }

  /** Numbers of the lists that the record meets, in no certain order. The array is used again for the next record. */
  match(record: LogRecord): readonly number[] {
    this.#record = record;
    this.#turn = this.#turn === 0xffffffff ? this.#startOver() : this.#turn + 1;
    this.#matched.length = 0;
    for (const { reader, byValue, byText } of this.#gates) {
      const value = this.#valueOf(reader);
      if (value === undefined) continue;
      const exact = byValue.size === 0 ? undefined : byValue.get(value);
      if (exact !== undefined) for (const candidate of exact) this.#lookAt(candidate);
      if (byText !== undefined && typeof value === 'string') byText.search(value, this.#look);
    }
    for (const candidate of this.#always) this.#lookAt(candidate);
    return this.#matched;
  }

  #lookAt(candidate: number): void {
    if (this.#seenFor[candidate] === this.#turn) return;
    this.#seenFor[candidate] = this.#turn;
    const until = this.#start[candidate + 1];
    for (let at = this.#start[candidate]; at < until; at++) {
      const test = this.#ofCandidate[at];
      if (this.#holds(test >> 1) === ((test & 1) === 1)) return;
    }
    this.#matched.push(candidate);
  }

  #holds(number: number): boolean {
    if (this.#testedFor[number] !== this.#turn) {
      const { reader, predicate } = this.#tests[number];
      this.#results[number] = predicate.test(this.#valueOf(reader)) ? 1 : 0;
      this.#testedFor[number] = this.#turn;
    }
    return this.#results[number] === 1;
  }

  #valueOf(reader: number): Value | undefined {
    if (this.#readFor[reader] !== this.#turn && this.#record !== undefined) {
      this.#values[reader] = this.#readers[reader](this.#record);
      this.#readFor[reader] = this.#turn;
    }
    return this.#values[reader];
  }

  #startOver(): number {
    for (const marks of [this.#testedFor, this.#seenFor, this.#readFor]) marks.fill(0);
    return 1;
  }
}

/** Finds the tests that several lists have in common. */
class TestTable {
  readonly #readers: Reader[];
  readonly #tests: Test[];
  readonly #pool = new AutomatonPool();
  readonly #readerOf = new Map<string, number>();
  readonly #testOf = new Map<string, number>();

  constructor(readers: Reader[], tests: Test[]) {
    this.#readers = readers;
    this.#tests = tests;
  }

  candidateOf(matchers: readonly Matcher[]): Candidate {
    const found = matchers.map((matcher) => ({ test: this.#testOfMatcher(matcher), isNegated: matcher.negate }));
    found.sort((a, b) => this.#tests[a.test].predicate.cost - this.#tests[b.test].predicate.cost);
    return { tests: found.map(({ test }) => test), isNegated: found.map(({ isNegated }) => isNegated) };
  }

  #testOfMatcher(matcher: Matcher): number {
    const target = targetText(matcher.target);
    const key = `${target}\n${JSON.stringify(matcher.predicate)}`;
    const known = this.#testOf.get(key);
    if (known !== undefined) {
      this.#tests[known].uses++;
      return known;
    }
    const reader = this.#readerOf.get(target) ?? this.#readers.push(readerOf(matcher.target)) - 1;
    this.#readerOf.set(target, reader);
    const number = this.#tests.push({ reader, predicate: compilePredicate(matcher, this.#pool), uses: 1 }) - 1;
    this.#testOf.set(key, number);
    return number;
  }
}

function gatesOf(candidates: readonly Candidate[], tests: readonly Test[]): { gates: readonly Gate[]; always: readonly number[] } {
  const always: number[] = [];
  const byReader = new Map<number, { values: Map<Value, number[]>; texts: { text: string; owner: number }[] }>();
  for (const [owner, candidate] of candidates.entries()) {
    const test = gateTest(candidate, tests);
    if (test === undefined) {
      always.push(owner);
      continue;
    }
    const gate = byReader.get(test.reader) ?? { values: new Map<Value, number[]>(), texts: [] };
    byReader.set(test.reader, gate);
    const { only, needed } = test.predicate;
    if (only === undefined) gate.texts.push({ text: needed, owner });
    else gate.values.set(only, [...(gate.values.get(only) ?? []), owner]);
  }
  const gates = [...byReader].map(([reader, { values, texts }]) => ({
    reader,
    byValue: values,
    byText: texts.length === 0 ? undefined : new LiteralIndex(texts),
  }));
  return { gates, always };
}

/** The test a list waits behind: the one fewest others make, and of two such the exact value. */
function gateTest({ tests: own, isNegated }: Candidate, tests: readonly Test[]): Test | undefined {
  let best: Test | undefined;
  for (const [at, number] of own.entries()) {
    const test = tests[number];
    const { only, needed } = test.predicate;
    if (isNegated[at] || (typeof only !== 'string' && typeof only !== 'boolean' && needed.length < LiteralIndex.shortest)) continue;
    if (best === undefined || test.uses < best.uses || (test.uses === best.uses && only !== undefined)) best = test;
  }
  return best;
}
