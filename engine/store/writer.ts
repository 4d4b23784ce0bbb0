import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { AppError, isAppError } from '../base/app-error.ts';
import type { SourceChoice, SourceState } from '../base/source-state.ts';
import { NO_TIME } from '../base/time.ts';
import type { EncodedBlock } from './block-encoder.ts';
import { encodeBlockSignatures } from './block-signatures.ts';
import { packFrame } from './frame.ts';
import { checkApplication, migrate } from './migrations/migrate.ts';
import { PackedCursor, type PackedSignatures, SignaturePacker } from './packed-signatures.ts';
import { countSignatures, insertSignatures, readSignatures } from './signature-batch.ts';
import { signatureKeyAt, signatureLevelAt } from './signature-codec.ts';
import { SignatureIds } from './signature-ids.ts';
import { INSERT_SOURCE, rowOfSource, UPDATE_SOURCE } from './source-row.ts';
import { notWhole, storeError, translating } from './store-error.ts';
import {
  KEPT_PREFIX,
  type StoredFigures,
  type StoredFilter,
  type StoredMark,
  type StoredMeta,
  type StoredPart,
  type StoredPolicyChange,
  type StoredVector,
} from './stored.ts';
import { lockForWriting, type WriterLock } from './writer-lock.ts';

/** A block to be stored; blocks of one source come in the order of their lines. */
export interface BlockRow {
  readonly sourceId: number;
  readonly encoded: EncodedBlock;
  /** Ids from internSignatures by the block's local signature. */
  readonly signatures: ArrayLike<number>;
  /** Number in the source of the first line the block accounts for, and how many it accounts for, skipped ones included. */
  readonly firstLine: number;
  readonly lineCount: number;
  readonly byteOffset: number;
  readonly byteCount: number;
}

/** Where a service is to be asked on once the blocks it comes with are stored. */
export interface NewCursor {
  readonly sourceId: number;
  readonly cursor: string;
}

/** What became of packed signatures, in their order. */
export interface InternedSignatures {
  readonly ids: Int32Array<ArrayBuffer>;
  /** Indexes into LEVELS. */
  readonly levels: Uint8Array<ArrayBuffer>;
  /** Those that were new: they have the last ids, in this order. */
  readonly fresh: PackedSignatures;
}

/** What the miner found: see StoredTemplate. */
export interface NewTemplate {
  readonly fingerprint: string;
  readonly parts: readonly StoredPart[];
  readonly text: string;
}

export interface WriterOptions {
  /** Largest size of the file in bytes; beyond it writing fails as on a full disk. Absent: no limit. */
  readonly maxBytes?: number | undefined;
}

/** Twice the default: blocks are blobs of some 150 KB, larger pages chain fewer of them. */
const PAGE_BYTES = 8_192;
/** Signatures of one row of `assignment`. */
const ASSIGNMENT_CHUNK = 65_536;
const UPDATE_CURSOR = 'UPDATE pull SET cursor = ? WHERE source_id = ?';

/**
 * The only thing that writes an investigation file. Every method is one transaction: done or not done at all, whatever happens to the
 * process. All throw AppError DISK_FULL, STORE_BUSY or STORE_UNREADABLE for the file's failures; the writer stays usable afterwards.
 */
export class InvestigationWriter {
  readonly path: string;
  readonly #database: Database.Database;
  readonly #lock: WriterLock;
  /** Built from the file when the first signatures come: a file that is only looked at need not wait for it. */
  #signatures: SignatureIds | undefined;
  /** Interned and not yet in the file: they go with the next blocks. */
  readonly #newSignatures = new SignaturePacker(65_536);
  readonly #insertBlock: Database.Statement;
  readonly #insertData: Database.Statement;
  readonly #updateSource: Database.Statement;
  readonly #nextSeq = new Map<number, number>();

  /** @throws AppError BAD_REQUEST when there is a file already. */
  static create(path: string, meta: StoredMeta, options: WriterOptions = {}): InvestigationWriter {
    if (existsSync(path) && statSync(path).size > 0) {
      throw new AppError(
        'BAD_REQUEST',
        `Cannot create "${basename(path)}": there is a file of that name. Nothing was changed. Choose another name, or open the file.`,
      );
    }
    return new InvestigationWriter(path, meta, options);
  }

  /** Opens an existing file and brings its layout up to date. @throws AppError STORE_UNREADABLE, STORE_TOO_NEW, STORE_BUSY */
  static open(path: string, options: WriterOptions = {}): InvestigationWriter {
    return new InvestigationWriter(path, undefined, options);
  }

  /** @param meta for a new file. */
  private constructor(path: string, meta: StoredMeta | undefined, options: WriterOptions) {
    const doing = meta === undefined ? 'open' : 'create';
    this.path = path;
    // Look before touching: locking or opening would leave files beside something that is no investigation.
    if (meta === undefined) translating(path, doing, () => checkFile(path));
    this.#lock = translating(path, doing, () => lockForWriting(path));
    let database: Database.Database | undefined;
    try {
      database = new Database(path, { timeout: 2_000 });
      this.#database = database;
      if (meta !== undefined) database.pragma(`page_size = ${PAGE_BYTES}`);
      if (options.maxBytes !== undefined) {
        const pageBytes = Number(database.pragma('page_size', { simple: true }));
        database.pragma(`max_page_count = ${Math.max(1, Math.floor(options.maxBytes / pageBytes))}`);
      }
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = NORMAL');
      database.pragma('foreign_keys = ON');
      migrate(database, meta !== undefined);
      if (meta !== undefined) this.#setMeta({ name: meta.name, created_us: String(meta.createdUs) });
      this.#insertBlock = database.prepare(`INSERT INTO block
        (source_id, seq, first_line, line_count, byte_offset, byte_count, record_count, untimed_count, from_us, until_us, signatures)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
      this.#insertData = database.prepare('INSERT INTO block_data (block_id, head, rest) VALUES (?, ?, ?)');
      this.#updateSource = database.prepare(UPDATE_SOURCE);
    } catch (error) {
      database?.close();
      this.#lock.release();
      throw storeError(error, path, doing);
    }
  }

  /** @returns the source with its id. */
  addSource(source: Omit<SourceState, 'id'>, choice: SourceChoice = {}): SourceState {
    return this.#write(() => {
      const { lastInsertRowid } = this.#database.prepare(INSERT_SOURCE).run({ ...rowOfSource(source), choice: JSON.stringify(choice) });
      return { ...source, id: Number(lastInsertRowid) };
    });
  }

  updateSource(source: SourceState): void {
    this.#write(() => this.#putSource(source));
  }

  /** Remembers how the user wants a source read. */
  setChoice(sourceId: number, choice: SourceChoice): void {
    this.#write(() => this.#database.prepare('UPDATE source SET choice = ? WHERE id = ?').run(JSON.stringify(choice), sourceId));
  }

  /** Adds a source that is pulled from a service. @param request how, as JSON; never with a key in it  @returns the source with its id */
  addPull(source: Omit<SourceState, 'id'>, request: string): SourceState {
    return this.#write(() => {
      const { lastInsertRowid } = this.#database.prepare(INSERT_SOURCE).run({ ...rowOfSource(source), choice: '{}' });
      this.#database.prepare('INSERT INTO pull (source_id, request) VALUES (?, ?)').run(lastInsertRowid, request);
      return { ...source, id: Number(lastInsertRowid) };
    });
  }

  /** Signatures in the file and those that go with the next blocks. */
  get signatureCount(): number {
    return this.#signatures?.size ?? this.#read(() => countSignatures(this.#database));
  }

  /**
   * Ids of signatures by their keys; new ones get the next ids. They are written with the next blocks.
   * @param signatures from encodeSignature; those that are new are kept until written.
   */
  internSignatures(signatures: PackedSignatures): InternedSignatures {
    const known = this.#knownSignatures();
    const ids = new Int32Array(signatures.count);
    const levels = new Uint8Array(signatures.count);
    const fresh = new SignaturePacker(signatures.bytes.length);
    const cursor = new PackedCursor(signatures.bytes);
    for (let index = 0; index < ids.length && cursor.next(); index++) {
      const { bytes, start, end } = cursor;
      const before = known.size;
      const id = known.intern(bytes, signatureKeyAt(bytes, start));
      if (id === before) {
        this.#newSignatures.add(bytes, start, end);
        fresh.add(bytes, start, end);
      }
      ids[index] = id;
      levels[index] = signatureLevelAt(bytes, start);
    }
    return { ids, levels, fresh: fresh.view() };
  }

  /**
   * Stores blocks, the signatures they brought, the state of their sources, and where services are to be asked on, all or nothing.
   * @returns the ids of the blocks.
   */
  appendBlocks(blocks: readonly BlockRow[], sources: readonly SourceState[] = [], cursors: readonly NewCursor[] = []): number[] {
    const seqs = new Map<number, number>();
    const ids = this.#write(() => {
      this.#writeSignatures();
      for (const source of sources) this.#putSource(source);
      for (const { sourceId, cursor } of cursors) this.#database.prepare(UPDATE_CURSOR).run(cursor, sourceId);
      return blocks.map((block) => {
        const seq = seqs.get(block.sourceId) ?? this.#nextSeqOf(block.sourceId);
        seqs.set(block.sourceId, seq + 1);
        return this.#appendBlock(block, seq);
      });
    });
    this.#newSignatures.clear();
    for (const [sourceId, seq] of seqs) this.#nextSeq.set(sourceId, seq);
    return ids;
  }

  /**
   * The templates as they now are. One whose fingerprint was there before keeps its id; those not named are removed.
   * @param assignment index into `templates` by signature id; -1 = none.
   * @returns ids of `templates`.
   */
  replaceTemplates(templates: readonly NewTemplate[], assignment: Int32Array): number[] {
    return this.#write(
      () => {
        this.#writeSignatures();
        const ids = this.#putTemplates(templates);
        this.#database.exec('DELETE FROM assignment');
        const insert = this.#database.prepare('INSERT INTO assignment (first_signature, signature_count, data) VALUES (?, ?, ?)');
        for (let first = 0; first < assignment.length; first += ASSIGNMENT_CHUNK) {
          const chunk = assignment.subarray(first, first + ASSIGNMENT_CHUNK);
          const raw = new DataView(new ArrayBuffer(chunk.length * 4));
          chunk.forEach((template, index) => {
            raw.setInt32(index * 4, template < 0 ? -1 : ids[template], true);
          });
          insert.run(first, chunk.length, packFrame(new Uint8Array(raw.buffer)));
        }
        return ids;
      },
      () => {
        this.#newSignatures.clear();
      },
    );
  }

  /** A mark that neither pins nor notes is removed. @throws AppError NOT_FOUND when the record is gone. */
  setMark(mark: StoredMark): void {
    this.#write(() => {
      if (!mark.pinned && mark.note === undefined) {
        this.#database.prepare('DELETE FROM mark WHERE block_id = ? AND row_number = ?').run(mark.blockId, mark.row);
        return;
      }
      if (this.#database.prepare('SELECT 1 FROM block WHERE id = ? AND record_count > ?').get(mark.blockId, mark.row) === undefined) {
        throw new AppError(
          'NOT_FOUND',
          `There is no record ${mark.blockId}-${mark.row} to mark: its source was removed or read again. Look for the record anew.`,
        );
      }
      this.#database
        .prepare(`INSERT INTO mark (block_id, row_number, pinned, note, updated_us) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (block_id, row_number) DO UPDATE SET pinned = excluded.pinned, note = excluded.note, updated_us = excluded.updated_us`)
        .run(mark.blockId, mark.row, mark.pinned ? 1 : 0, mark.note ?? null, mark.updatedUs);
    });
  }

  putViewState(state: string): void {
    this.#write(() =>
      this.#database
        .prepare('INSERT INTO view_state (id, state) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state')
        .run(state),
    );
  }

  /** Keeps vectors of templates beside those of the same model that are there. */
  putVectors(model: string, vectors: readonly StoredVector[]): void {
    this.#write(() => {
      const put = this.#database.prepare('INSERT OR REPLACE INTO vector (model, fingerprint, data) VALUES (?, ?, ?)');
      for (const { fingerprint, data } of vectors) put.run(model, fingerprint, data);
    });
  }

  /**
   * Keeps the policies, and what changed of which; a change without data says that the policy is gone.
   * @param data JSON of the caller
   */
  putPolicies(data: string, changes: readonly StoredPolicyChange[]): void {
    this.#write(() => {
      this.#database.prepare('INSERT OR REPLACE INTO policy_draft (id, data) VALUES (1, ?)').run(data);
      const put = this.#database.prepare('INSERT INTO policy_change (policy_id, at_us, data) VALUES (?, ?, ?)');
      for (const change of changes) put.run(change.policyId, change.atUs, change.data ?? null);
    });
  }

  rename(name: string): void {
    this.#write(() => this.#setMeta({ name }));
  }

  /** Keeps a text under a name of the caller's for as long as the file exists. */
  keep(name: string, text: string): void {
    this.#write(() => this.#setMeta({ [KEPT_PREFIX + name]: text }));
  }

  /** Keeps totals for the next one who opens the file; they go when what they count changes. */
  putFigures(figures: StoredFigures): void {
    this.#write(() => this.#database.prepare('INSERT OR REPLACE INTO figures (id, data) VALUES (1, ?)').run(JSON.stringify(figures)));
  }

  /** Keeps the filters of blocks (see FrameFilterBuilder); those of blocks that are gone by now are left out. */
  putFilters(filters: readonly StoredFilter[]): void {
    this.#write(() => {
      const put = this.#database.prepare('INSERT OR REPLACE INTO block_filter (block_id, data) SELECT id, ? FROM block WHERE id = ?');
      for (const { blockId, data } of filters) put.run(data, blockId);
    });
  }

  /** Drops what a source gave (blocks and the marks on them) and keeps the source. Its signatures stay: others may have them too. */
  dropBlocks(sourceId: number): void {
    this.#write(() => {
      this.#database.prepare('DELETE FROM mark WHERE block_id IN (SELECT id FROM block WHERE source_id = ?)').run(sourceId);
      this.#database.prepare('DELETE FROM block_data WHERE block_id IN (SELECT id FROM block WHERE source_id = ?)').run(sourceId);
      this.#database.prepare('DELETE FROM block WHERE source_id = ?').run(sourceId);
    });
    this.#nextSeq.delete(sourceId);
  }

  /** Drops a source and what it gave. */
  dropSource(sourceId: number): void {
    this.#write(() => {
      this.dropBlocks(sourceId);
      this.#database.prepare('DELETE FROM pull WHERE source_id = ?').run(sourceId);
      this.#database.prepare('DELETE FROM source WHERE id = ?').run(sourceId);
    });
  }

  /** Bytes of the file as of the last checkpoint, and of what lies beside it. */
  get fileBytes(): number {
    return [this.path, `${this.path}-wal`].reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  }

  /**
   * Makes the file whole: nothing beside it is needed any more. Close the readers first. Whatever happens, it is closed afterwards.
   * @returns false when a reader was still open: the file then needs the `-wal` beside it until that one closes.
   * @throws AppError DISK_FULL or STORE_UNREADABLE when the disk did not take it: everything committed is safe, but in two files.
   */
  close(): boolean {
    if (!this.#database.open) return true;
    try {
      if (this.#newSignatures.count > 0) this.appendBlocks([]);
      this.#database.pragma('busy_timeout = 250');
      this.#database.pragma('wal_checkpoint(TRUNCATE)');
      return this.#database.pragma('journal_mode = DELETE', { simple: true }) === 'delete';
    } catch (error) {
      const failure = notWhole(error, this.path);
      if (isAppError(failure, 'STORE_BUSY')) return false;
      throw failure;
    } finally {
      this.#database.close();
      this.#lock.release();
    }
  }

  #appendBlock(block: BlockRow, seq: number): number {
    const { encoded, signatures } = block;
    const packed = encodeBlockSignatures(
      { ids: new Int32Array(signatures), counts: encoded.counts, bytes: encoded.bytes, firstUs: encoded.firstUs, lastUs: encoded.lastUs },
      encoded.minUs,
      encoded.maxUs,
    );
    const { lastInsertRowid } = this.#insertBlock.run(
      block.sourceId,
      seq,
      block.firstLine,
      block.lineCount,
      block.byteOffset,
      block.byteCount,
      encoded.rowCount,
      encoded.untimedCount,
      encoded.minUs === NO_TIME ? null : encoded.minUs,
      encoded.maxUs === NO_TIME ? null : encoded.maxUs + 1,
      packed,
    );
    const { data, headBytes } = encoded;
    this.#insertData.run(lastInsertRowid, data.subarray(0, headBytes), data.subarray(headBytes));
    return Number(lastInsertRowid);
  }

  #nextSeqOf(sourceId: number): number {
    const known = this.#nextSeq.get(sourceId);
    if (known !== undefined) return known;
    const last = this.#database.prepare<[number], number | null>('SELECT max(seq) FROM block WHERE source_id = ?').pluck().get(sourceId);
    return last === null || last === undefined ? 0 : last + 1;
  }

  #knownSignatures(): SignatureIds {
    if (this.#signatures === undefined) {
      const ids = new SignatureIds();
      this.#read(() => {
        for (const { data } of readSignatures(this.#database, 0)) ids.intern(data, signatureKeyAt(data, 0));
      });
      this.#signatures = ids;
    }
    return this.#signatures;
  }

  #read<T>(work: () => T): T {
    return translating(this.path, 'read', work);
  }

  #writeSignatures(): void {
    const { count } = this.#newSignatures;
    if (count > 0) insertSignatures(this.#database, this.#knownSignatures().size - count, this.#newSignatures.view());
  }

  #putTemplates(templates: readonly NewTemplate[]): number[] {
    const known = new Map(
      this.#database
        .prepare<[], { id: number; fingerprint: string; text: string }>('SELECT id, fingerprint, text FROM template')
        .all()
        .map((row) => [row.fingerprint, row]),
    );
    const insert = this.#database.prepare('INSERT INTO template (fingerprint, parts, text) VALUES (?, ?, ?)');
    const update = this.#database.prepare('UPDATE template SET parts = ?, text = ? WHERE id = ?');
    const ids = templates.map(({ fingerprint, parts, text }) => {
      const row = known.get(fingerprint);
      if (row === undefined) return Number(insert.run(fingerprint, JSON.stringify(parts), text).lastInsertRowid);
      known.delete(fingerprint);
      update.run(JSON.stringify(parts), text, row.id);
      return row.id;
    });
    const remove = this.#database.prepare('DELETE FROM template WHERE id = ?');
    for (const { id } of known.values()) remove.run(id);
    return ids;
  }

  #putSource(source: SourceState): void {
    this.#updateSource.run({ ...rowOfSource(source), id: source.id });
  }

  #setMeta(values: Readonly<Record<string, string>>): void {
    const put = this.#database.prepare(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
    for (const [key, value] of Object.entries(values)) put.run(key, value);
  }

  /** @param done runs when the transaction is committed. */
  #write<T>(work: () => T, done?: () => void): T {
    const result = translating(this.path, 'write to', () => this.#database.transaction(work).immediate());
    done?.();
    return result;
  }
}

/** @throws when the file is none of ours; changes nothing. */
function checkFile(path: string): void {
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: 2_000 });
  try {
    checkApplication(database);
  } finally {
    database.close();
  }
}
