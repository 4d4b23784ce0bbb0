import Database from 'better-sqlite3';
import { AppError } from '../base/app-error.ts';
import type { SourceChoice, SourceState } from '../base/source-state.ts';
import { NO_TIME } from '../base/time.ts';
import { type BlockReader, openBlock } from './block-reader.ts';
import { damaged } from './bytes.ts';
import { unpackFrame } from './frame.ts';
import { FrameUnpacker } from './frame-unpacker.ts';
import { checkSchema } from './migrations/migrate.ts';
import { readBatches, readSignatures, type SignatureBatch } from './signature-batch.ts';
import { SELECT_SOURCES, type SourceRow, sourceOfRow } from './source-row.ts';
import { translating } from './store-error.ts';
import {
  KEPT_PREFIX,
  type StoredBlock,
  type StoredFigures,
  type StoredFilter,
  type StoredMark,
  type StoredMeta,
  type StoredPart,
  type StoredPolicyChange,
  type StoredPull,
  type StoredTemplate,
} from './stored.ts';

/** The statements that run while someone waits; a test looks at their query plans. */
export const HOT_QUERIES = Object.freeze({
  blocks: `SELECT id, source_id, seq, first_line, line_count, byte_offset, byte_count, record_count, untimed_count, from_us, until_us, signatures
    FROM block WHERE id > ? ORDER BY id`,
  blocksOfShare: `SELECT id, source_id, seq, first_line, line_count, byte_offset, byte_count, record_count, untimed_count, from_us, until_us, signatures
    FROM block WHERE id > ? AND id % ? = ? ORDER BY id`,
  block: `SELECT id, source_id, seq, first_line, line_count, byte_offset, byte_count, record_count, untimed_count, from_us, until_us, signatures
    FROM block WHERE id = ?`,
  filtersOfShare: 'SELECT block_id, data FROM block_filter WHERE block_id > ? AND block_id % ? = ? ORDER BY block_id',
  blockData: 'SELECT head, rest FROM block_data WHERE block_id = ?',
  blockRest: 'SELECT rest FROM block_data WHERE block_id = ?',
  blockHead: 'SELECT head FROM block_data WHERE block_id = ?',
  neighbour: 'SELECT id FROM block WHERE source_id = ? AND seq = ?',
  marks: 'SELECT block_id, row_number, pinned, note, updated_us FROM mark ORDER BY block_id, row_number',
  template: 'SELECT id, fingerprint, parts, text FROM template WHERE id = ?',
  templates: 'SELECT id, fingerprint, parts, text FROM template ORDER BY id',
  assignment: 'SELECT first_signature, signature_count, data FROM assignment ORDER BY first_signature',
});

interface BlockRow {
  readonly id: number;
  readonly source_id: number;
  readonly seq: number;
  readonly first_line: number;
  readonly line_count: number;
  readonly byte_offset: number;
  readonly byte_count: number;
  readonly record_count: number;
  readonly untimed_count: number;
  readonly from_us: number | null;
  readonly until_us: number | null;
  readonly signatures: Uint8Array;
}

interface TemplateRow {
  readonly id: number;
  readonly fingerprint: string;
  readonly parts: string;
  readonly text: string;
}

/**
 * Reads an investigation file while another connection, in this process or another, may write it. Every call sees what was
 * committed by then. All methods throw AppError STORE_UNREADABLE or STORE_BUSY for the file's failures.
 */
export class InvestigationReader {
  readonly #path: string;
  readonly #database: Database.Database;
  readonly #unpacker = new FrameUnpacker();
  readonly #blocks: Database.Statement<[number], BlockRow>;
  readonly #blocksOfShare: Database.Statement<[number, number, number], BlockRow>;
  readonly #block: Database.Statement<[number], BlockRow>;
  readonly #blockData: Database.Statement<[number], { readonly head: Uint8Array; readonly rest: Uint8Array }>;
  readonly #blockHead: Database.Statement<[number], Uint8Array>;
  readonly #blockRest: Database.Statement<[number], Uint8Array>;
  readonly #neighbour: Database.Statement<[number, number], number>;
  #template: Database.Statement<[number], TemplateRow> | undefined;

  /** @throws AppError STORE_UNREADABLE, STORE_TOO_NEW */
  static open(path: string): InvestigationReader {
    return new InvestigationReader(path);
  }

  private constructor(path: string) {
    this.#path = path;
    this.#database = translating(path, 'open', () => new Database(path, { readonly: true, fileMustExist: true, timeout: 2_000 }));
    try {
      checkSchema(this.#database);
      this.#blocks = this.#database.prepare<[number], BlockRow>(HOT_QUERIES.blocks);
      this.#blocksOfShare = this.#database.prepare<[number, number, number], BlockRow>(HOT_QUERIES.blocksOfShare);
      this.#block = this.#database.prepare<[number], BlockRow>(HOT_QUERIES.block);
      this.#blockData = this.#database.prepare<[number], { head: Uint8Array; rest: Uint8Array }>(HOT_QUERIES.blockData);
      this.#blockHead = this.#database.prepare<[number], Uint8Array>(HOT_QUERIES.blockHead).pluck();
      this.#blockRest = this.#database.prepare<[number], Uint8Array>(HOT_QUERIES.blockRest).pluck();
      this.#neighbour = this.#database.prepare<[number, number], number>(HOT_QUERIES.neighbour).pluck();
    } catch (error) {
      this.#database.close();
      throw translating(path, 'open', () => {
        throw error;
      });
    }
  }

  /** Blocks with an id greater than `afterId`, ascending; ids are never used twice, so this finds all that is new. */
  blocks(afterId = 0): StoredBlock[] {
    return this.#read(() => this.#blocks.all(afterId).map(blockOfRow));
  }

  /** The same of those alone whose id leaves the remainder `index` when divided by `count`. */
  blocksOfShare(afterId: number, { index, count }: { readonly index: number; readonly count: number }): StoredBlock[] {
    return this.#read(() => this.#blocksOfShare.all(afterId, count, index).map(blockOfRow));
  }

  block(id: number): StoredBlock | undefined {
    return this.#read(() => {
      const row = this.#block.get(id);
      return row === undefined ? undefined : blockOfRow(row);
    });
  }

  /** The whole block for openBlock; undefined where it is gone. */
  blockData(id: number): Uint8Array | undefined {
    return this.#read(() => {
      const row = this.#blockData.get(id);
      if (row === undefined) return undefined;
      const whole = new Uint8Array(row.head.length + row.rest.length);
      whole.set(row.head);
      whole.set(row.rest, row.head.length);
      return whole;
    });
  }

  /** A block of which only the head is read until more is asked for; undefined where it is gone. */
  openBlock(id: number): BlockReader | undefined {
    const head = this.#read(() => this.#blockHead.get(id));
    if (head === undefined) return undefined;
    const loadRest = (): Uint8Array => {
      const rest = this.#read(() => this.#blockRest.get(id));
      if (rest === undefined)
        throw new AppError('NOT_FOUND', 'The record is gone: its source was removed or read again. Look for the record anew.');
      return rest;
    };
    return openBlock(head, loadRest, this.#unpacker);
  }

  /** Filters of the blocks that have one (see readBlockFilter), as blocksOfShare gives those. */
  filtersOfShare(afterId: number, { index, count }: { readonly index: number; readonly count: number }): StoredFilter[] {
    return this.#read(() =>
      this.#database
        .prepare<[number, number, number], { block_id: number; data: Uint8Array }>(HOT_QUERIES.filtersOfShare)
        .all(afterId, count, index)
        .map(({ block_id, data }) => ({ blockId: block_id, data })),
    );
  }

  /** Id of the block at place `seq` of a source. */
  blockAt(sourceId: number, seq: number): number | undefined {
    return this.#read(() => this.#neighbour.get(sourceId, seq));
  }

  /** Packed signatures (see decodeSignature) from id `fromId` on, ascending without gaps. Views of larger pieces: copy what is kept alone. */
  *signatures(fromId = 0): Generator<{ readonly id: number; readonly data: Uint8Array }> {
    const all = readSignatures(this.#database, fromId);
    for (let next = this.#read(() => all.next()); next.done !== true; next = this.#read(() => all.next())) yield next.value;
  }

  /** The same as they lie in the file: many packed signatures in one piece of memory. The first batch may begin before `fromId`. */
  *signatureBatches(fromId = 0): Generator<SignatureBatch> {
    const all = readBatches(this.#database, fromId, this.#unpacker);
    for (let next = this.#read(() => all.next()); next.done !== true; next = this.#read(() => all.next())) yield next.value;
  }

  /** Their pieces are unpacked when they are asked for: most of thousands are not. */
  templates(): StoredTemplate[] {
    return this.#read(() => this.#database.prepare<[], TemplateRow>(HOT_QUERIES.templates).all().map(templateOfRow));
  }

  template(id: number): StoredTemplate | undefined {
    return this.#read(() => {
      this.#template ??= this.#database.prepare<[number], TemplateRow>(HOT_QUERIES.template);
      const row = this.#template.get(id);
      return row === undefined ? undefined : templateOfRow(row);
    });
  }

  /** Changes whenever templates came or went. */
  templatesVersion(): string {
    return this.#read(
      () => this.#database.prepare<[], string>("SELECT count(*) || '-' || ifnull(max(id), 0) FROM template").pluck().get() ?? '',
    );
  }

  /** Template id by signature id; -1 where there is none yet. Signatures newer than the last mining are beyond its end. */
  assignment(): Int32Array<ArrayBuffer> {
    return this.#read(() => {
      const chunks = this.#database
        .prepare<[], { first_signature: number; signature_count: number; data: Uint8Array }>(HOT_QUERIES.assignment)
        .all();
      const last = chunks.at(-1);
      const ids = new Int32Array(last === undefined ? 0 : last.first_signature + last.signature_count).fill(-1);
      for (const chunk of chunks) {
        const raw = unpackFrame(chunk.data, chunk.signature_count * 4);
        const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
        for (let index = 0; index < chunk.signature_count; index++) ids[chunk.first_signature + index] = view.getInt32(index * 4, true);
      }
      return ids;
    });
  }

  sources(): SourceState[] {
    return this.#read(() => this.#database.prepare<[], SourceRow>(SELECT_SOURCES).all().map(sourceOfRow));
  }

  /** What the user decided about a source when it was added or read again. */
  choiceOf(sourceId: number): SourceChoice {
    return this.#read(() => {
      const text = this.#database.prepare<[number], string>('SELECT choice FROM source WHERE id = ?').pluck().get(sourceId);
      const choice: SourceChoice = text === undefined ? {} : JSON.parse(text);
      return choice;
    });
  }

  pulls(): StoredPull[] {
    return this.#read(() =>
      this.#database
        .prepare<[], { source_id: number; request: string; cursor: string | null }>('SELECT source_id, request, cursor FROM pull')
        .all()
        .map(({ source_id, request, cursor }) => ({ sourceId: source_id, request, cursor: cursor ?? undefined })),
    );
  }

  meta(): StoredMeta {
    return this.#read(() => {
      const values = new Map(
        this.#database
          .prepare<[], { key: string; value: string }>('SELECT key, value FROM meta')
          .all()
          .map(({ key, value }) => [key, value]),
      );
      return { name: values.get('name') ?? '', createdUs: Number(values.get('created_us') ?? 0) };
    });
  }

  /** What was kept under a name; see InvestigationWriter.keep. */
  kept(name: string): string | undefined {
    return this.#read(() =>
      this.#database
        .prepare<[string], string>('SELECT value FROM meta WHERE key = ?')
        .pluck()
        .get(KEPT_PREFIX + name),
    );
  }

  /** Pinned and annotated records, by block and row. */
  marks(): StoredMark[] {
    return this.#read(() =>
      this.#database
        .prepare<[], { block_id: number; row_number: number; pinned: number; note: string | null; updated_us: number }>(HOT_QUERIES.marks)
        .all()
        .map((mark) => ({
          blockId: mark.block_id,
          row: mark.row_number,
          pinned: mark.pinned === 1,
          note: mark.note ?? undefined,
          updatedUs: mark.updated_us,
        })),
    );
  }

  /** Totals as of the last closing; undefined where anything they count has changed since. */
  figures(): StoredFigures | undefined {
    return this.#read(() => {
      const text = this.#database.prepare<[], string>('SELECT data FROM figures').pluck().get();
      const figures: StoredFigures | undefined = text === undefined ? undefined : JSON.parse(text);
      return figures;
    });
  }

  /** Vectors of a model, by the fingerprint of their template. */
  vectors(model: string): Map<string, Uint8Array> {
    return this.#read(() => {
      const rows = this.#database
        .prepare<[string], { fingerprint: string; data: Uint8Array }>('SELECT fingerprint, data FROM vector WHERE model = ?')
        .all(model);
      return new Map(rows.map(({ fingerprint, data }) => [fingerprint, data]));
    });
  }

  /** What the window left there: its own JSON. */
  viewState(): string | undefined {
    return this.#read(() => this.#database.prepare<[], string>('SELECT state FROM view_state WHERE id = 1').pluck().get());
  }

  /** The policies as they were put there. */
  policies(): string | undefined {
    return this.#read(() => this.#database.prepare<[], string>('SELECT data FROM policy_draft WHERE id = 1').pluck().get());
  }

  /** What a policy was, the newest change first. */
  policyChanges(policyId: string): StoredPolicyChange[] {
    return this.#read(() =>
      this.#database
        .prepare<[string], { atUs: number; data: string | null }>(
          'SELECT at_us AS atUs, data FROM policy_change WHERE policy_id = ? ORDER BY id DESC',
        )
        .all(policyId)
        .map(({ atUs, data }) => ({ policyId, atUs, data: data ?? undefined })),
    );
  }

  /** All that `work` reads is of one moment, whatever is committed meanwhile: templates and their assignment, for instance. */
  atOneMoment<T>(work: () => T): T {
    return this.#read(() => this.#database.transaction(work)());
  }

  close(): void {
    this.#unpacker.close();
    this.#database.close();
  }

  #read<T>(work: () => T): T {
    return translating(this.#path, 'read', work);
  }
}

function blockOfRow(row: BlockRow): StoredBlock {
  return {
    id: row.id,
    sourceId: row.source_id,
    seq: row.seq,
    firstLine: row.first_line,
    lineCount: row.line_count,
    byteOffset: row.byte_offset,
    byteCount: row.byte_count,
    rowCount: row.record_count,
    untimedCount: row.untimed_count,
    minUs: row.from_us ?? NO_TIME,
    maxUs: row.until_us === null ? NO_TIME : row.until_us - 1,
    packedSignatures: row.signatures,
  };
}

function templateOfRow({ id, fingerprint, parts, text }: TemplateRow): StoredTemplate {
  return {
    id,
    fingerprint,
    text,
    get parts() {
      return partsOf(parts);
    },
  };
}

function partsOf(text: string): readonly StoredPart[] {
  const parts: unknown = JSON.parse(text);
  if (!Array.isArray(parts)) throw damaged('a pattern has no pieces');
  return parts;
}
