import { performance } from 'node:perf_hooks';
import { AppError } from '../base/app-error.ts';
import type { FilterNode } from '../base/filter/ast.ts';
import type { TimeRange } from '../base/time.ts';
import type { BlockReader, RenderTime } from '../store/block-reader.ts';
import { sortRows } from '../store/block-sections.ts';
import { InvestigationReader } from '../store/reader.ts';
import type { StoredTemplate } from '../store/stored.ts';
import { type BlockBudget, BlockTable, type CoreColumns, DEFAULT_BUDGET, type IndexedBlock } from './block-table.ts';
import { compileFilter } from './compile-filter.ts';
import { type BlockMatch, FilterPlan } from './filter-plan.ts';
import { LiteralMatcher } from './literal-matcher.ts';
import type { BlockView } from './matcher.ts';
import { KeptPlans } from './replay/signature-plan.ts';
import { ResultCache } from './result-cache.ts';
import { SignatureTable } from './signature-table.ts';
import { TimeTexts } from './time-text.ts';
import { ValueTexts } from './value-text.ts';

/** What a question is asked about. */
export interface Question {
  readonly node: FilterNode;
  readonly range: TimeRange | undefined;
  /** Milliseconds of work that matching regular expressions may take in this shard. */
  readonly regexMs: number;
}

/** What questions need to know of a source. */
export interface QueriedSource {
  readonly name: string;
  readonly path: string;
  /** Index into `services` of the signature table; 0 = none. */
  readonly service: number;
}

/** How a running question learns that nobody wants its answer any more. */
export interface Control {
  /** Called once a block. Lets others have their turn from time to time. @throws AppError CANCELLED */
  breathe(): Promise<void>;
}

export interface ShardOptions {
  readonly path: string;
  /** This shard has the blocks whose id leaves this remainder … */
  readonly index: number;
  /** … when divided by the number of shards. */
  readonly count: number;
  readonly renderTime: RenderTime;
  readonly budget?: BlockBudget | undefined;
}

/** Rows found, held per shard: a bit a record and condition. */
const RESULT_BYTES = 24_000_000;
/** Literals whose knowledge about signatures is kept. */
const MAX_LITERALS = 12;

/** One share of an investigation's blocks, and all it takes to answer questions about them. Reads only. */
export class Shard {
  readonly table = new SignatureTable();
  readonly times: TimeTexts;
  readonly values: ValueTexts;
  readonly blocks: BlockTable;
  readonly plans = new KeptPlans();
  readonly #reader: InvestigationReader;
  readonly #results = new ResultCache(RESULT_BYTES);
  readonly #literals = new Map<string, LiteralMatcher>();
  #sources = new Map<number, QueriedSource>();

  /** @throws AppError STORE_UNREADABLE, STORE_TOO_NEW */
  constructor(options: ShardOptions) {
    this.#reader = InvestigationReader.open(options.path);
    this.times = new TimeTexts(options.renderTime);
    this.values = new ValueTexts(this.times);
    this.blocks = new BlockTable(this.#reader, options, options.budget ?? DEFAULT_BUDGET);
    this.refresh();
  }

  /** Takes in what was committed since. */
  refresh(): void {
    this.table.refresh(this.#reader);
    this.blocks.refresh();
    // Blocks may name signatures that came between the two reads.
    this.table.refreshSignatures(this.#reader);
    this.#sources = new Map(
      this.#reader.sources().map(({ id, name, path, service }) => [id, { name, path, service: this.table.serviceNamed(service ?? '') }]),
    );
  }

  compile(question: Question): FilterPlan {
    const root = compileFilter(question.node, {
      table: this.table,
      times: this.times,
      values: this.values,
      sources: this.#sources,
      serviceOf: (signatureId, sourceId) => this.serviceOf(signatureId, sourceId),
      regexBudget: { leftMs: question.regexMs, now: threadMs },
      literal: (text) => this.#literal(text),
    });
    return new FilterPlan(root, question.range, this.table, this.#results);
  }

  /** Reads of the block what is asked for, once. */
  view(block: IndexedBlock): BlockView {
    let reader: BlockReader | undefined;
    let core: CoreColumns | undefined;
    let starts: Uint32Array | undefined;
    let rows: Uint32Array | undefined;
    const signatures = () => core?.signatures ?? this.blocks.signatures(block);
    return {
      block,
      filter: () => this.blocks.filter(block),
      reader: () => {
        reader ??= this.blocks.open(block);
        return reader;
      },
      core: () => {
        core ??= this.blocks.core(block);
        return core;
      },
      signatures,
      starts: () => {
        starts ??= startsOf(block.counts);
        return starts;
      },
      rows: () => {
        rows ??= sortRows(signatures(), block.ids.length).rows;
        return rows;
      },
    };
  }

  /** Every block that the question leaves something of, earliest first. */
  async *matches(question: Question, control: Control): AsyncGenerator<{ readonly view: BlockView; readonly match: BlockMatch }> {
    const plan = this.compile(question);
    for (const block of this.blocks.all()) {
      await control.breathe();
      const view = this.view(block);
      const match = plan.match(view);
      if (match.count > 0) yield { view, match };
    }
  }

  /** @throws AppError NOT_FOUND */
  blockOf(recordId: string): { readonly block: IndexedBlock; readonly row: number } {
    const [blockId, row] = recordId.split('-').map(Number);
    const block = this.blocks.get(blockId);
    if (block === undefined || row >= block.rowCount) {
      throw new AppError('NOT_FOUND', `There is no record ${recordId}: its source was removed or read again. Look for the record anew.`);
    }
    return { block, row };
  }

  sourceName(sourceId: number): string | undefined {
    return this.#sources.get(sourceId)?.name;
  }

  /** Index into `table.services` of the records of a signature in a source, 0 = none: what they say themselves, else the source's. */
  serviceOf(signatureId: number, sourceId: number): number {
    const own = this.table.service[signatureId];
    return own !== 0 ? own : (this.#sources.get(sourceId)?.service ?? 0);
  }

  /** All templates of the investigation, those without records in this shard included. */
  templates(): StoredTemplate[] {
    return this.#reader.templates();
  }

  close(): void {
    this.#reader.close();
  }

  #literal(text: string): LiteralMatcher {
    const known = this.#literals.get(text);
    this.#literals.delete(text);
    const matcher = known ?? new LiteralMatcher(text, this.table, this.times);
    this.#literals.set(text, matcher);
    for (const oldest of this.#literals.keys()) {
      if (this.#literals.size <= MAX_LITERALS) break;
      this.#literals.delete(oldest);
    }
    return matcher;
  }
}

/** Milliseconds this thread was at work, so that a busy machine makes no expression too slow; Node before 23.9 knows the time of day only. */
function threadMs(): number {
  if (typeof process.threadCpuUsage !== 'function') return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function startsOf(counts: Uint32Array): Uint32Array {
  const starts = new Uint32Array(counts.length + 1);
  for (let local = 0; local < counts.length; local++) starts[local + 1] = starts[local] + counts[local];
  return starts;
}
