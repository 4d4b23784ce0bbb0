import { FOLD } from '../base/fold-byte.ts';
import { SLOT_KINDS } from '../base/slot-kind.ts';
import { US_PER_SECOND } from '../base/time.ts';
import { FIRST_COLUMN_FRAME, LINE_FEED, SECTION } from '../store/block-layout.ts';
import type { ColumnsOfFrame } from '../store/block-sections.ts';
import { type BlockFilter, type FilterNeedle, filterNeedle } from '../store/frame-filter.ts';
import { type Bitmap, emptyBitmap, hasBit, setBit, setRange } from './bitmap.ts';
import { bufferOver, FoldBuffer, foldedAt, foldedBytes, hasLetters } from './fold.ts';
import { type Alignment, Needle, passes, type SpanPlan, spanPlan } from './literal-plan.ts';
import { type BlockView, type Matcher, placeOf, VERDICT, type Verdict } from './matcher.ts';
import type { SignatureTable } from './signature-table.ts';
import { kindsHolding } from './slot-alphabet.ts';
import type { TimeTexts } from './time-text.ts';

/** What is known of a signature: the literal is in a constant; else (learnt) it may be in the time stamp or lie over a border. */
const FACT = Object.freeze({ constant: 1, learnt: 2, timed: 4, crossing: 8 });
/** Plans kept per literal: some kilobytes each where a short literal can lie over borders in many ways. */
const MAX_SPANS = 4_096;
const NO_BYTES = new Uint8Array(0);
const NO_STARTS = new Int32Array(0);
const TIME_KIND = SLOT_KINDS.indexOf('time');

/**
 * Finds a literal in the whole text of records, in either case of ASCII letters, without rebuilding lines: constants are searched
 * once for all signatures, columns a frame at a time, borders between them by the ways in which the literal can lie over them.
 */
export class LiteralMatcher implements Matcher {
  readonly key: string;
  readonly bySource = false;
  readonly needle: Uint8Array;
  readonly #needle: Needle;
  readonly #table: SignatureTable;
  readonly #times: TimeTexts;
  readonly #kinds: number;
  readonly #letters: boolean;
  /** See BlockFilter. */
  readonly #sought: FilterNeedle;
  /** FACT bits by signature id; grown as signatures come. */
  #facts = new Uint8Array(0);
  #known = 0;
  /** Time layouts whose time stamps may hold the literal. */
  readonly #layouts = new Map<number, boolean>();
  readonly #spans = new Map<number, SpanPlan>();
  readonly #folded = new FoldBuffer();

  constructor(text: string, table: SignatureTable, times: TimeTexts) {
    this.needle = foldedBytes(text);
    this.#needle = new Needle(this.needle);
    this.key = `text ${Buffer.from(this.needle).toString('latin1')}`;
    this.#table = table;
    this.#times = times;
    this.#kinds = kindsHolding(this.needle) & ~(1 << TIME_KIND);
    this.#letters = hasLetters(this.needle);
    this.#sought = filterNeedle(this.needle);
  }

  verdict(signatureId: number): Verdict {
    if (signatureId >= this.#known) this.#searchConstants();
    return (this.#facts[signatureId] & FACT.constant) !== 0 ? VERDICT.all : VERDICT.some;
  }

  /** True where the filter of the block says that the literal is in no value, and it lies in no time stamp and over no border. */
  settled(view: BlockView): boolean {
    const filter = view.filter();
    if (filter === undefined || filter.mayHold(SECTION.tails, this.#sought)) return false;
    for (let frame = FIRST_COLUMN_FRAME; frame < filter.frameCount; frame++) if (this.#mayBeIn(filter, frame)) return false;
    return (this.#factsOf(view) & (FACT.timed | FACT.crossing)) === 0;
  }

  /** True when a signature of the block has the literal in a constant. */
  isInConstants(view: BlockView): boolean {
    return (this.#factsOf(view) & FACT.constant) !== 0;
  }

  rows(view: BlockView): Bitmap {
    const bits = emptyBitmap(view.block.rowCount);
    const facts = this.#factsOf(view);
    if ((facts & FACT.constant) !== 0) this.#markConstants(view, bits);
    this.#searchColumns(view, bits);
    if ((facts & FACT.timed) !== 0) this.#searchTimes(view, bits);
    if ((facts & FACT.crossing) !== 0) this.#searchBorders(view, bits);
    this.#searchTails(view, bits);
    return bits;
  }

  /** What holds for any signature of a block. */
  #factsOf({ block: { ids } }: BlockView): number {
    if (this.#known < this.#table.count) this.#searchConstants();
    const facts = this.#facts;
    let sum = 0;
    for (let local = 0; local < ids.length; local++) {
      const known = facts[ids[local]];
      sum |= known === 0 ? this.#learn(ids[local]) : known;
    }
    return sum;
  }

  /** Looks at a signature without the literal in its constants; most come in few blocks, and many in none of this shard. */
  #learn(id: number): number {
    const layout = this.#table.timeLayout[id];
    let facts: number = FACT.learnt;
    if (layout !== 0 && this.#layoutHolds(layout)) facts |= FACT.timed;
    if (this.#spanPlan(id).kind !== 'none') facts |= FACT.crossing;
    this.#facts[id] = facts;
    return facts;
  }

  #searchConstants(): void {
    const { pieces, level } = this.#table;
    if (this.#facts.length < pieces.count) {
      const wider = new Uint8Array(level.length);
      wider.set(this.#facts);
      this.#facts = wider;
    }
    pieces.eachHolding(this.needle, this.#known, (id) => {
      this.#facts[id] = FACT.constant;
    });
    this.#known = pieces.count;
  }

  #markConstants(view: BlockView, bits: Bitmap): void {
    const { ids } = view.block;
    const starts = view.starts();
    for (let local = 0; local < ids.length; local++)
      if ((this.#facts[ids[local]] & FACT.constant) !== 0) setRange(bits, starts[local], starts[local + 1]);
  }

  #mayBeIn(filter: BlockFilter, frame: number): boolean {
    return (filter.kinds[frame] & this.#kinds) !== 0 && filter.mayHold(frame, this.#sought);
  }

  #searchColumns(view: BlockView, bits: Bitmap): void {
    const filter = view.filter();
    if (filter === undefined) {
      const reader = view.reader();
      for (let frame = FIRST_COLUMN_FRAME; frame < reader.frameCount; frame++)
        if ((reader.frameKinds(frame) & this.#kinds) !== 0) this.#searchFrame(view, frame, bits);
      return;
    }
    for (let frame = FIRST_COLUMN_FRAME; frame < filter.frameCount; frame++)
      if (this.#mayBeIn(filter, frame)) this.#searchFrame(view, frame, bits);
  }

  #searchFrame(view: BlockView, frame: number, bits: Bitmap): void {
    const peeked = this.#foldedFrame(view.reader().peekFrame(frame));
    let at = peeked.indexOf(this.needle);
    if (at < 0) return;
    // What is folded is a copy; what is not will be overwritten when the columns are looked up.
    const text = this.#letters ? peeked : Buffer.from(peeked);
    const places = new ValuePlaces(view, frame);
    while (at >= 0) at = text.indexOf(this.needle, places.mark(text, at, bits));
  }

  #foldedFrame(bytes: Uint8Array): Buffer {
    if (!this.#letters) return bufferOver(bytes);
    return this.#folded.fold(bytes);
  }

  /** Time stamps that hold the literal. Those of one second are equal but for the digits of the fraction. */
  #searchTimes(view: BlockView, bits: Bitmap): void {
    const { ids } = view.block;
    const { times } = view.core();
    const rows = view.rows();
    const starts = view.starts();
    for (let local = 0; local < ids.length; local++) {
      if ((this.#facts[ids[local]] & FACT.timed) === 0) continue;
      this.#searchTimesOf(this.#table.timeLayout[ids[local]], times, rows.subarray(starts[local], starts[local + 1]), starts[local], bits);
    }
  }

  #searchTimesOf(layout: number, times: Float64Array, rows: Uint32Array, start: number, bits: Bitmap): void {
    let lastSecond = Number.NaN;
    let second: SecondAnswer = NOWHERE;
    for (let place = 0; place < rows.length; place++) {
      const timeUs = times[rows[place]];
      const seconds = Math.floor(timeUs / US_PER_SECOND);
      if (seconds !== lastSecond) {
        lastSecond = seconds;
        second = this.#inSecond(layout, timeUs);
      }
      if (second.always || (second.offsets.length > 0 && standsIn(this.#times.render(layout, timeUs), this.needle, second.offsets)))
        setBit(bits, start + place);
    }
  }

  /** Where the time stamps of a second may hold the literal. */
  #inSecond(layout: number, timeUs: number): SecondAnswer {
    const fraction = this.#times.fractionOf(layout, timeUs);
    const text = Uint8Array.from(this.#times.render(layout, timeUs));
    const everywhere = Array.from({ length: Math.max(0, text.length - this.needle.length + 1) }, (_, at) => at);
    // Lengths differ where the layout is odd: allow for one more digit than now.
    if (fraction === 'odd') return { always: false, offsets: [...everywhere, everywhere.length, everywhere.length + 1] };
    // A zero byte stands for any digit: it may stand where the fraction does.
    if (fraction !== undefined) text.fill(0, fraction.at, fraction.at + fraction.digits);
    if (everywhere.some((at) => foldedAt(text, at, this.needle))) return ALWAYS;
    const offsets = everywhere.filter((at) => mayStandAt(text, at, this.needle));
    return offsets.length === 0 ? NOWHERE : { always: false, offsets };
  }

  #layoutHolds(layout: number): boolean {
    let holds = this.#layouts.get(layout);
    if (holds === undefined) {
      holds = this.#times.mayHold(layout, this.needle);
      this.#layouts.set(layout, holds);
    }
    return holds;
  }

  #searchBorders(view: BlockView, bits: Bitmap): void {
    const { ids } = view.block;
    for (let local = 0; local < ids.length; local++) {
      if ((this.#facts[ids[local]] & FACT.crossing) === 0) continue;
      const plan = this.#spanPlan(ids[local]);
      if (plan.kind === 'rebuild') this.#rebuild(view, local, bits);
      else if (plan.kind === 'alignments') for (const alignment of plan.alignments) this.#testAlignment(view, local, alignment, bits);
    }
  }

  #spanPlan(id: number): SpanPlan {
    let plan = this.#spans.get(id);
    if (plan === undefined) {
      plan = spanPlan(this.#table, this.#times, id, this.#needle);
      if (plan.kind === 'none') return plan;
      if (this.#spans.size >= MAX_SPANS) this.#spans.clear();
      this.#spans.set(id, plan);
    }
    return plan;
  }

  #testAlignment(view: BlockView, local: number, alignment: Alignment, bits: Bitmap): void {
    const reader = view.reader();
    const count = view.block.counts[local];
    const start = view.starts()[local];
    const layout = this.#table.timeLayout[view.block.ids[local]];
    const tests = alignment.map((test) => {
      const column = test.column < 0 ? undefined : reader.column(local, test.column);
      return { test, bytes: column?.bytes ?? NO_BYTES, starts: column?.starts() ?? NO_STARTS };
    });
    for (let ordinal = 0; ordinal < count; ordinal++) {
      let holds = true;
      for (const { test, bytes, starts } of tests) {
        if (test.column >= 0) holds = passes(bytes, starts[ordinal], starts[ordinal + 1] - 1, test, this.needle);
        else {
          const text = this.#times.render(layout, view.core().times[view.rows()[start + ordinal]]);
          holds = passes(text, 0, text.length, test, this.needle);
        }
        if (!holds) break;
      }
      if (holds) setBit(bits, start + ordinal);
    }
  }

  #rebuild(view: BlockView, local: number, bits: Bitmap): void {
    const reader = view.reader();
    const layout = this.#table.decode(view.block.ids[local]);
    const start = view.starts()[local];
    for (const [ordinal, row] of reader.rowsOf(local).entries()) {
      if (hasBit(bits, start + ordinal)) continue;
      const line = reader.firstLine(row, layout, this.#times.render);
      for (let index = 0; index < line.length; index++) line[index] = FOLD[line[index]];
      if (bufferOver(line).indexOf(this.needle) >= 0) setBit(bits, start + ordinal);
    }
  }

  #searchTails(view: BlockView, bits: Bitmap): void {
    const filter = view.filter();
    if (filter !== undefined && !filter.mayHold(SECTION.tails, this.#sought)) return;
    const reader = view.reader();
    if (!reader.hasTails) return;
    const raw = reader.peekFrame(SECTION.tails);
    if (this.#foldedFrame(raw).indexOf(this.needle) < 0) return;
    const text = this.#foldedFrame(reader.keepFrame(SECTION.tails, raw));
    const starts = reader.tailStarts();
    const rows = reader.tailRows();
    let tail = 0;
    for (let at = text.indexOf(this.needle); at >= 0; ) {
      while (starts[tail + 1] <= at) tail++;
      // Tails lie side by side: what crosses from one into the next is in neither.
      if (at + this.needle.length <= starts[tail + 1]) {
        setBit(bits, placeOf(rows[tail], view));
        at = text.indexOf(this.needle, starts[tail + 1]);
      } else at = text.indexOf(this.needle, at + 1);
    }
  }
}

/** Whether a literal stands in the time stamps of a second: in all of them, or perhaps at some offsets. */
interface SecondAnswer {
  readonly always: boolean;
  readonly offsets: readonly number[];
}
const ALWAYS: SecondAnswer = Object.freeze({ always: true, offsets: [] });
const NOWHERE: SecondAnswer = Object.freeze({ always: false, offsets: [] });

function standsIn(text: Uint8Array, needle: Uint8Array, offsets: readonly number[]): boolean {
  for (const at of offsets) if (foldedAt(text, at, needle)) return true;
  return false;
}

/** A zero byte stands for any digit. */
function mayStandAt(text: Uint8Array, at: number, needle: Uint8Array): boolean {
  for (let index = 0; index < needle.length; index++) {
    const byte = text[at + index];
    if (byte === 0 ? needle[index] < 48 || needle[index] > 57 : FOLD[byte] !== needle[index]) return false;
  }
  return true;
}

/** Leads from places in a frame, ascending, to the rows whose values stand there. Made for a frame when something was found in it. */
class ValuePlaces {
  readonly #starts: Uint32Array;
  readonly #columns: ColumnsOfFrame;
  #column = 0;
  /** A value of the column and where it begins: that of the last place, at first the column's first. */
  #value = 0;
  #at: number;

  constructor(view: BlockView, frame: number) {
    this.#starts = view.starts();
    this.#columns = view.reader().columnsOfFrame(frame);
    this.#at = this.#columns.at[0];
  }

  /** Marks the row of the value at `at`; returns where the next value begins. */
  mark(text: Buffer, at: number, bits: Bitmap): number {
    const columns = this.#columns;
    while (this.#column + 1 < columns.at.length && columns.at[this.#column + 1] <= at) {
      this.#at = columns.at[++this.#column];
      this.#value = 0;
    }
    let begin = this.#at;
    for (let byte = begin; byte < at; byte++) {
      if (text[byte] !== LINE_FEED) continue;
      this.#value++;
      begin = byte + 1;
    }
    this.#at = begin;
    setBit(bits, this.#starts[columns.local[this.#column]] + this.#value);
    const end = text.indexOf(LINE_FEED, at);
    return end < 0 ? text.length : end + 1;
  }
}
