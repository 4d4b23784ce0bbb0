import { AppError } from '../base/app-error.ts';
import type { RegexCondition } from '../base/filter/ast.ts';
import { type Bitmap, emptyBitmap, rowsOfBitmap, setBit } from './bitmap.ts';
import { LineTexts } from './line-texts.ts';
import { LiteralMatcher } from './literal-matcher.ts';
import { type BlockView, type Matcher, VERDICT, type Verdict } from './matcher.ts';
import { requiredLiteral } from './regex-literal.ts';
import type { SignatureTable } from './signature-table.ts';
import type { TimeTexts } from './time-text.ts';

/** Time for matching, shared by all blocks of a question. */
export interface RegexBudget {
  /** Left, in milliseconds. */
  leftMs: number;
  readonly now: () => number;
}

/** Tests rebuilt records against a regular expression; only those that hold the literal every match needs, where there is one. */
export class RegexMatcher implements Matcher {
  readonly key: string;
  readonly bySource = false;
  readonly #regex: RegExp;
  readonly #literal: LiteralMatcher | undefined;
  readonly #table: SignatureTable;
  readonly #times: TimeTexts;
  readonly #budget: RegexBudget;

  constructor(condition: RegexCondition, table: SignatureTable, times: TimeTexts, budget: RegexBudget) {
    this.key = `regex ${condition.ignoreCase ? 'i' : ''} ${condition.source}`;
    this.#regex = new RegExp(condition.source, condition.ignoreCase ? 'i' : '');
    const literal = requiredLiteral(condition.source, condition.ignoreCase);
    this.#literal = literal === undefined ? undefined : new LiteralMatcher(literal, table, times);
    this.#table = table;
    this.#times = times;
    this.#budget = budget;
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
    const candidates = this.#literal === undefined ? undefined : rowsOfBitmap(this.#literal.rows(view));
    if (candidates?.length === 0) return bits;
    const rows = candidates ?? Uint32Array.from({ length: rowCount }, (_, row) => row);
    const lines = new LineTexts(view, this.#table, this.#times);
    const texts: string[] = [];
    for (const row of rows) texts.push(lines.text(row));
    this.#testAll(rows, texts, bits);
    return bits;
  }

  #testAll(rows: Uint32Array, texts: readonly string[], bits: Bitmap): void {
    const budget = this.#budget;
    const startedMs = budget.now();
    for (let index = 0; index < rows.length; index++) {
      if (this.#regex.test(texts[index])) setBit(bits, rows[index]);
      if ((index & 255) === 255 && budget.now() - startedMs > budget.leftMs) throw tooSlow();
    }
    budget.leftMs -= budget.now() - startedMs;
    if (budget.leftMs < 0) throw tooSlow();
  }
}

export function tooSlow(): AppError {
  return new AppError(
    'QUERY_TOO_SLOW',
    'The regular expression takes too long on these records. The search was stopped. Add a plain word that every match holds, narrow the time range, or write a simpler expression.',
  );
}
