import type { BlockInput } from '../../engine/base/block.ts';
import type { LevelIndex } from '../../engine/base/level.ts';
import type { ConstantField, Signature, SignatureSlot } from '../../engine/base/line-scan.ts';
import { maskedMessage } from '../../engine/base/masked-message.ts';
import { SLOT, type SlotKind } from '../../engine/base/slot-kind.ts';
import type { SourceState } from '../../engine/base/source-state.ts';
import { makeTemplate, type Template } from '../../engine/mine/template.ts';
import { encodeBlock } from '../../engine/store/block-encoder.ts';
import type { RenderTime } from '../../engine/store/block-reader.ts';
import { packSignatures } from '../../engine/store/packed-signatures.ts';
import { encodeSignature } from '../../engine/store/signature-codec.ts';
import { InvestigationWriter } from '../../engine/store/writer.ts';

/** One kind of line, written as texts with slots between: `['user=', { kind: 'id' }, ' logged in']`. */
export interface LineKind {
  readonly line: readonly (string | { readonly kind: SlotKind; readonly name?: string })[];
  /** Index into `line` where the message begins; it ends with the line. Default 0. */
  readonly messageAt?: number;
  readonly level?: LevelIndex;
  readonly service?: string;
  readonly fields?: readonly ConstantField[];
  readonly timeLayout?: number;
  readonly escaped?: boolean;
  /** Name of the template in `templates` that describes its message; absent: not mined yet. */
  readonly template?: string;
}

export interface PlannedRow {
  readonly kind: number;
  readonly timeUs: number;
  /** One per slot that is no time stamp. */
  readonly values: readonly string[];
  readonly tail?: string;
}

export interface PlannedBlock {
  /** 0-based number of the source. */
  readonly source: number;
  readonly rows: readonly PlannedRow[];
}

export interface Plan {
  readonly sources: readonly string[];
  /** Services of sources by name, for records that name none. */
  readonly services?: Readonly<Record<string, string>>;
  readonly kinds: readonly LineKind[];
  readonly templates: Readonly<Record<string, Parameters<typeof makeTemplate>[0]>>;
  readonly blocks: readonly PlannedBlock[];
}

/** A record as the test knows it. */
export interface KnownRecord {
  readonly id: string;
  readonly sourceId: number;
  readonly seq: number;
  readonly row: number;
  readonly kind: LineKind;
  /** Its own, or that of its source. */
  readonly service: string | undefined;
  readonly timeUs: number;
  readonly values: readonly string[];
  /** All lines. */
  readonly text: Buffer;
  readonly byteOffset: number;
  readonly line: number;
  readonly tail: string | undefined;
  readonly template: Template;
}

/** Layout 1: ISO with milliseconds; 2: `Sep 14 14:31:07`, for whole seconds. */
export const renderTestTime: RenderTime = (layout, timeUs) => {
  const iso = new Date(timeUs / 1_000).toISOString();
  if (layout === 1) return Buffer.from(iso);
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return Buffer.from(`${months[Number(iso.slice(5, 7)) - 1]} ${String(Number(iso.slice(8, 10))).padStart(2)} ${iso.slice(11, 19)}`);
};

export const EMPTY_SOURCE: Omit<SourceState, 'id' | 'name' | 'path'> = {
  state: 'done',
  format: 'plain',
  formatTitle: 'Plain text',
  formatReason: 'Made by a test.',
  encoding: 'utf-8',
  compression: 'none',
  sizeBytes: 0,
  consumedBytes: 0,
  bytes: 0,
  lines: 0,
  records: 0,
  continuation: 0,
  skipped: 0,
  unparsed: 0,
  untimed: 0,
  truncated: 0,
  timeZone: 'UTC',
  timesNameZone: true,
  elapsedMs: 0,
  linesPerSecond: 0,
  patterns: 0,
};

/** Writes an investigation file through the real writer; leaves it open for more blocks where `keep` is set. */
export function buildInvestigation(path: string, plan: Plan): KnownRecord[] {
  const writer = InvestigationWriter.create(path, { name: 'test', createdUs: 1 });
  try {
    return fill(writer, plan);
  } finally {
    writer.close();
  }
}

/** Adds the plan's sources, blocks and templates. */
export function fill(writer: InvestigationWriter, plan: Plan): KnownRecord[] {
  const sourceIds = plan.sources.map(
    (name) => writer.addSource({ ...EMPTY_SOURCE, name, path: `/logs/${name}`, service: plan.services?.[name] }).id,
  );
  const signatures = plan.kinds.map(signatureOf);
  const ids = writer.internSignatures(packSignatures(signatures.map(encodeSignature))).ids;
  const templates = new Map(Object.entries(plan.templates).map(([name, pieces]) => [name, makeTemplate(pieces)]));
  const own = plan.kinds.map((kind, index) =>
    kind.template === undefined ? ownOf(signatures[index]) : required(templates.get(kind.template)),
  );
  const state = plan.sources.map(() => ({ seq: 0, byteOffset: 0, line: 1 }));
  const records: KnownRecord[] = [];
  for (const block of plan.blocks) {
    const at = state[block.source];
    const locals = [...new Set(block.rows.map((row) => row.kind))];
    const { input, known, byteCount, lineCount } = blockOf(block, signatures, locals);
    const [blockId] = writer.appendBlocks([
      {
        sourceId: sourceIds[block.source],
        encoded: encodeBlock(input),
        signatures: locals.map((kind) => ids[kind]),
        firstLine: at.line,
        lineCount,
        byteOffset: at.byteOffset,
        byteCount,
      },
    ]);
    known.forEach(({ text, byteOffset, line }, row) => {
      const { kind, timeUs, values, tail } = block.rows[row];
      records.push({
        id: `${blockId}-${row}`,
        sourceId: sourceIds[block.source],
        seq: at.seq,
        row,
        kind: plan.kinds[kind],
        service: plan.kinds[kind].service ?? plan.services?.[plan.sources[block.source]],
        timeUs,
        values,
        text,
        tail,
        byteOffset: at.byteOffset + byteOffset,
        line: at.line + line,
        template: own[kind],
      });
    });
    at.seq++;
    at.byteOffset += byteCount;
    at.line += lineCount;
  }
  const list = [...templates.values()];
  const assignment = Int32Array.from(plan.kinds, (kind) =>
    kind.template === undefined ? -1 : list.indexOf(required(templates.get(kind.template))),
  );
  const byId = new Int32Array(Math.max(...ids) + 1).fill(-1);
  ids.forEach((id, kind) => {
    byId[id] = assignment[kind];
  });
  writer.replaceTemplates(
    list.map(({ id, parts, text }) => ({ fingerprint: id, parts, text })),
    byId,
  );
  return records;
}

export function signatureOf(kind: LineKind, number: number): Signature {
  const texts: string[] = [''];
  const slots: SignatureSlot[] = [];
  let message = { part: 0, offset: 0 };
  kind.line.forEach((piece, index) => {
    if (index === (kind.messageAt ?? 0)) message = { part: slots.length, offset: Buffer.byteLength(texts[slots.length]) };
    if (typeof piece === 'string') texts[slots.length] += piece;
    else {
      slots.push({ kind: piece.kind, name: piece.name });
      texts.push('');
    }
  });
  const bytes = texts.map((text) => Uint8Array.from(Buffer.from(text)));
  return {
    key: (number + 1).toString(16).padStart(16, '0'),
    format: 'test',
    texts: bytes,
    slots,
    message: { ...message, untilPart: slots.length, untilOffset: bytes[slots.length].length },
    escaped: kind.escaped ?? false,
    fields: kind.fields ?? [],
    level: kind.level ?? 0,
    service: kind.service,
    timeLayout: kind.timeLayout ?? 0,
  };
}

function ownOf(signature: Signature): Template {
  const { texts, kinds, names } = maskedMessage(signature);
  return makeTemplate(texts.flatMap((text, index) => (index < kinds.length ? [text, { kind: kinds[index], name: names[index] }] : [text])));
}

function blockOf(block: PlannedBlock, signatures: readonly Signature[], locals: readonly number[]) {
  const pieces: Buffer[] = [];
  let length = 0;
  const write = (bytes: Uint8Array): { start: number; end: number } => {
    pieces.push(Buffer.from(bytes));
    const start = length;
    length += bytes.length;
    return { start, end: length };
  };
  const slotStart: number[] = [];
  const slotEnd: number[] = [];
  const columns: {
    firstSlot: number;
    lineStart: number;
    lineEnd: number;
    tailStart: number;
    tailEnd: number;
    byteOffset: number;
    line: number;
  }[] = [];
  const known: { text: Buffer; byteOffset: number; line: number }[] = [];
  let line = 0;
  for (const row of block.rows) {
    const signature = signatures[row.kind];
    const firstSlot = slotStart.length;
    const lineStart = write(signature.texts[0]).start;
    let value = 0;
    signature.slots.forEach((slot, index) => {
      if (slot.kind === 'time') write(renderTestTime(signature.timeLayout, row.timeUs));
      else {
        const { start, end } = write(Buffer.from(row.values[value++]));
        slotStart.push(start);
        slotEnd.push(end);
      }
      write(signature.texts[index + 1]);
    });
    const lineEnd = length;
    write(Buffer.from('\n'));
    const tail = row.tail === undefined ? { start: length, end: length } : write(Buffer.from(row.tail));
    if (row.tail !== undefined) write(Buffer.from('\n'));
    columns.push({ firstSlot, lineStart, lineEnd, tailStart: tail.start, tailEnd: tail.end, byteOffset: lineStart, line });
    const all = Buffer.concat(pieces);
    known.push({ text: Buffer.from(all.subarray(lineStart, length - 1)), byteOffset: lineStart, line });
    pieces.length = 0;
    pieces.push(all);
    line += 1 + (row.tail === undefined ? 0 : row.tail.split('\n').length);
  }
  const localOf = new Map(locals.map((kind, index) => [kind, index]));
  const input: BlockInput = {
    bytes: Buffer.concat(pieces),
    rowCount: block.rows.length,
    timeUs: Float64Array.from(block.rows, (row) => row.timeUs),
    signature: Uint16Array.from(block.rows, (row) => required(localOf.get(row.kind))),
    localCount: locals.length,
    columnCount: Uint16Array.from(locals, (kind) => signatures[kind].slots.filter((slot) => slot.kind !== 'time').length),
    columnKinds: Uint8Array.from(
      locals.flatMap((kind) => signatures[kind].slots.filter((slot) => slot.kind !== 'time').map((slot) => SLOT[slot.kind])),
    ),
    firstSlot: Int32Array.from(columns, (column) => column.firstSlot),
    slotStart: Int32Array.from(slotStart),
    slotEnd: Int32Array.from(slotEnd),
    lineStart: Int32Array.from(columns, (column) => column.lineStart),
    lineEnd: Int32Array.from(columns, (column) => column.lineEnd),
    tailStart: Int32Array.from(columns, (column) => column.tailStart),
    tailEnd: Int32Array.from(columns, (column) => column.tailEnd),
    byteOffset: Float64Array.from(columns, (column) => column.byteOffset),
    line: Float64Array.from(columns, (column) => column.line),
  };
  return { input, known, byteCount: length, lineCount: line };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The plan names something it does not have.');
  return value;
}
