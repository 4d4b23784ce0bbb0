import { type Condition, foldCase } from '../base/filter/ast.ts';
import { compareQuantities, type Quantity, quantityOf } from '../base/filter/quantity.ts';
import { type Bitmap, emptyBitmap, setBit, setRange } from './bitmap.ts';
import { type BlockView, type Matcher, VERDICT, type Verdict } from './matcher.ts';
import type { FieldName, SignatureTable } from './signature-table.ts';
import type { ValueTexts } from './value-text.ts';

type FieldCondition = Exclude<Condition, { kind: 'text' | 'regex' }>;

/** Which fields of a signature a condition is about. */
export type PickField = (field: FieldName) => boolean;

/** A condition on named values: constants of the signature, named slots, variables of the pattern that stand behind a `key=`. */
export class FieldMatcher implements Matcher {
  readonly key: string;
  readonly bySource = false;
  readonly #table: SignatureTable;
  readonly #values: ValueTexts;
  readonly #pick: PickField;
  /** Undefined: any value will do. */
  readonly #test: ((value: string) => boolean) | undefined;
  readonly #picksFromSet: boolean[] = [];
  readonly #picksFromPattern: boolean[] = [];
  #version = -1;
  #verdicts = new Int8Array(0);

  constructor(condition: FieldCondition, pick: PickField, table: SignatureTable, values: ValueTexts) {
    this.key = `field ${table.templateVersion} ${JSON.stringify(condition)}`;
    this.#table = table;
    this.#values = values;
    this.#pick = pick;
    this.#test = valueTest(condition);
  }

  verdict(signatureId: number): Verdict {
    const table = this.#table;
    if (this.#version !== table.templateVersion || signatureId >= this.#verdicts.length) {
      const fresh = new Int8Array(table.level.length).fill(-1);
      if (this.#version === table.templateVersion) fresh.set(this.#verdicts);
      this.#verdicts = fresh;
      this.#version = table.templateVersion;
    }
    const known = this.#verdicts[signatureId];
    if (known >= 0) return known as Verdict;
    const verdict = this.#decide(signatureId);
    this.#verdicts[signatureId] = verdict;
    return verdict;
  }

  rows(view: BlockView): Bitmap {
    const { ids, counts, rowCount } = view.block;
    const bits = emptyBitmap(rowCount);
    const starts = view.starts();
    for (let local = 0; local < ids.length; local++) {
      if (counts[local] === 0) continue;
      const verdict = this.verdict(ids[local]);
      if (verdict === VERDICT.all) setRange(bits, starts[local], starts[local + 1]);
      else if (verdict === VERDICT.some) this.#testRows(view, local, bits);
    }
    return bits;
  }

  #decide(signatureId: number): Verdict {
    if (!this.#mayHave(signatureId)) return VERDICT.none;
    let some = false;
    for (const field of this.#table.open(signatureId).fields) {
      if (!this.#pick(field)) continue;
      if (this.#test === undefined) return VERDICT.all;
      if (!field.pieces.every((piece) => 'text' in piece)) some = true;
      else if (this.#test(field.pieces.map((piece) => ('text' in piece ? piece.text : '')).join(''))) return VERDICT.all;
    }
    return some ? VERDICT.some : VERDICT.none;
  }

  /** By the names alone, which nearly always decide: unpacking hundreds of thousands of signatures takes seconds. */
  #mayHave(signatureId: number): boolean {
    this.#table.outlineNames();
    const { fieldSet, fieldSets, templates } = this.#table;
    const set = fieldSet[signatureId];
    this.#picksFromSet[set] ??= fieldSets[set].some(this.#pick);
    if (this.#picksFromSet[set]) return true;
    const pattern = this.#table.patternOf(signatureId);
    this.#picksFromPattern[pattern] ??= templates.patterns[pattern].fields.some(this.#pick);
    return this.#picksFromPattern[pattern];
  }

  #testRows(view: BlockView, local: number, bits: Bitmap): void {
    const { fields, signature } = this.#table.open(view.block.ids[local]);
    const test = this.#test;
    if (test === undefined) return;
    const reader = view.reader();
    const rows = reader.rowsOf(local);
    const start = view.starts()[local];
    for (const field of fields) {
      if (!this.#pick(field)) continue;
      for (let place = 0; place < rows.length; place++) {
        if (test(this.#values.value(reader, rows[place], field.pieces, signature.timeLayout, signature.escaped)))
          setBit(bits, start + place);
      }
    }
  }
}

/** The test a value must pass; undefined where any value does. */
export function valueTest(condition: FieldCondition): ((value: string) => boolean) | undefined {
  switch (condition.kind) {
    case 'exists':
      return undefined;
    case 'value': {
      const wanted = new Set(condition.values.map(foldCase));
      return (value) => wanted.has(value) || wanted.has(foldCase(value));
    }
    case 'compare': {
      const bound = quantityOf(condition.bound);
      const { comparison } = condition;
      return numberTest(bound, (difference) =>
        comparison === '>' ? difference > 0 : comparison === '>=' ? difference >= 0 : comparison === '<' ? difference < 0 : difference <= 0,
      );
    }
    case 'span': {
      const above = numberTest(quantityOf(condition.from), (difference) => difference >= 0);
      const below = numberTest(quantityOf(condition.until), (difference) => difference <= 0);
      return (value) => above(value) && below(value);
    }
  }
}

function numberTest(bound: Quantity | undefined, holds: (difference: number) => boolean): (value: string) => boolean {
  if (bound === undefined) return () => false;
  return (text) => {
    const value = quantityOf(text);
    if (value === undefined) return false;
    const difference = compareQuantities(value, bound);
    return difference !== undefined && holds(difference);
  };
}
