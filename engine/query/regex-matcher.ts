import { AppError } from '../base/app-error.ts';
import type { RegexCondition } from '../base/filter/ast.ts';
import { type Bitmap, clearBit, emptyBitmap, fullBitmap, isEmpty, placesOfBitmap, setBit } from './bitmap.ts';
import { JoinedLines, type LineMap } from './joined-lines.ts';
import { withinLines } from './line-regex.ts';
import { LineTexts } from './line-texts.ts';
import { LiteralMatcher } from './literal-matcher.ts';
import { type BlockView, type Matcher, placeOf, VERDICT, type Verdict } from './matcher.ts';
import { requiredLiteral } from './regex-literal.ts';
import type { SignatureTable } from './signature-table.ts';
import type { TimeTexts } from './time-text.ts';

/** Time for matching, shared by all blocks of a question. */
export interface RegexBudget {
  /** Left, in milliseconds. */
  leftMs: number;
  readonly now: () => number;
}

/**
 * Tests rebuilt records against a regular expression; only those that hold the literal every match needs, where there is one. Records of one line
 * are searched all at once where the expression allows it, others one by one.
 */
export class RegexMatcher implements Matcher {
  readonly key: string;
  readonly bySource = false;
  readonly #regex: RegExp;
  /** See withinLines. */
  readonly #inLines: RegExp | undefined;
  readonly #literal: LiteralMatcher | undefined;
  readonly #table: SignatureTable;
  readonly #times: TimeTexts;
  readonly #budget: RegexBudget;
  readonly #lines: JoinedLines;

  constructor({ source, ignoreCase }: RegexCondition, table: SignatureTable, times: TimeTexts, budget: RegexBudget) {
    this.key = `regex ${ignoreCase ? 'i' : ''} ${source}`;
    this.#regex = new RegExp(source, ignoreCase ? 'i' : '');
    const inLines = withinLines(source);
    this.#inLines = inLines === undefined ? undefined : new RegExp(inLines, ignoreCase ? 'gi' : 'g');
    const literal = requiredLiteral(source, ignoreCase);
    this.#literal = literal === undefined ? undefined : new LiteralMatcher(literal, table, times);
    this.#table = table;
    this.#times = times;
    this.#budget = budget;
    this.#lines = new JoinedLines(table, times);
  }

  verdict(): Verdict {
    return VERDICT.some;
  }

  settled(view: BlockView): boolean {
    return this.#literal?.settled(view) === true && !this.#literal.isInConstants(view);
  }

  /** @throws AppError QUERY_TOO_SLOW when the budget is spent. */
  rows(view: BlockView): Bitmap {
    const { rowCount } = view.block;
    const bits = emptyBitmap(rowCount);
    const wanted = this.#literal?.rows(view) ?? fullBitmap(rowCount);
    if (isEmpty(wanted)) return bits;
    const single = this.#inLines === undefined ? undefined : withoutTails(wanted, view);
    if (single !== undefined && this.#inLines !== undefined) {
      this.#testJoined(this.#inLines, this.#lines.join(view, single), bits);
      for (let word = 0; word < wanted.length; word++) wanted[word] &= ~single[word];
    }
    this.#testEach(view, placesOfBitmap(wanted), bits);
    return bits;
  }

  #testJoined(regex: RegExp, { text, places, ends }: LineMap, bits: Bitmap): void {
    const spend = this.#spend();
    let line = 0;
    regex.lastIndex = 0;
    while (line < places.length && regex.test(text)) {
      // No match goes beyond its line.
      while (ends[line] < regex.lastIndex) line++;
      // Behind the last line feed only what is empty is found.
      if (line === places.length) break;
      setBit(bits, places[line]);
      regex.lastIndex = ends[line++] + 1;
      if ((line & 255) === 0) spend();
    }
    spend();
  }

  #testEach(view: BlockView, places: Uint32Array, bits: Bitmap): void {
    if (places.length === 0) return;
    const rows = view.rows();
    const lines = new LineTexts(view, this.#table, this.#times);
    const texts = Array.from(places, (place) => lines.text(rows[place]));
    const spend = this.#spend();
    for (let index = 0; index < places.length; index++) {
      if (this.#regex.test(texts[index])) setBit(bits, places[index]);
      if ((index & 255) === 255) spend();
    }
    spend();
  }

  /** Takes the time since the last call from the budget. @throws AppError QUERY_TOO_SLOW */
  #spend(): () => void {
    const budget = this.#budget;
    let lastMs = budget.now();
    return () => {
      const nowMs = budget.now();
      budget.leftMs -= nowMs - lastMs;
      lastMs = nowMs;
      if (budget.leftMs < 0) throw tooSlow();
    };
  }
}

/** Those of the rows whose records have one line. */
function withoutTails(rows: Bitmap, view: BlockView): Bitmap {
  const reader = view.reader();
  const single = rows.slice();
  if (reader.hasTails) for (const row of reader.tailRows()) clearBit(single, placeOf(row, view));
  return single;
}

export function tooSlow(): AppError {
  return new AppError(
    'QUERY_TOO_SLOW',
    'The regular expression takes too long on these records. The search was stopped. Add a plain word that every match holds, narrow the time range, or write a simpler expression.',
  );
}
