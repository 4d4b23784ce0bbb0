import type { Signature } from '../base/line-scan.ts';
import { type MaskedMessage, maskedMessage } from '../base/masked-message.ts';
import { SLOT } from '../base/slot-kind.ts';
import { mapSlots, type SlotSource } from '../mine/slot-map.ts';
import type { LineLayout } from '../store/block-reader.ts';
import type { InvestigationReader } from '../store/reader.ts';
import type { SignatureBatch } from '../store/signature-batch.ts';
import { decodeSignature, readMaskedMessage, readMessageBeginning } from '../store/signature-codec.ts';
import { eachOfBatch, SignatureHead } from '../store/signature-head.ts';
import { SignatureOutline } from '../store/signature-outline.ts';
import { SignaturePieces } from './signature-pieces.ts';
import { ownTemplate, type PatternInfo, TemplateTable } from './template-table.ts';

/** Where a value of a record comes from: constant text, a column of its signature, or its time stamp. */
export type ValuePiece = { readonly text: string } | { readonly column: number } | { readonly time: true };

export interface FieldName {
  readonly name: string;
  /** The name in lower case, as queries compare it. */
  readonly folded: string;
  /** Index into SLOT_KINDS. */
  readonly kind: number;
}

/** A field that records of a signature have. */
export interface SignatureField extends FieldName {
  readonly pieces: readonly ValuePiece[];
}

/** A variable of the pattern as this signature fills it. */
export interface PatternVariable {
  readonly slot: number;
  readonly pieces: readonly ValuePiece[];
}

/** A signature unpacked, with what questions need to know of it. */
export interface OpenSignature {
  readonly signature: Signature;
  /** Column of each slot, -1 for the time stamp. */
  readonly columnOfSlot: Int32Array;
  readonly fields: readonly SignatureField[];
  readonly pattern: PatternInfo;
  readonly variables: readonly PatternVariable[];
}

/** Unpacked signatures held at once; some 3 KB each. */
const MAX_OPEN = 8_192;

/**
 * All signatures of an investigation, by id: the few numbers every question needs in arrays, the constant texts folded in one piece
 * of memory for searching, the rest packed until asked for. Grows with `refresh`.
 */
export class SignatureTable {
  readonly templates = new TemplateTable();
  /** Raised whenever templates or assignment changed: what was compiled about patterns or variables is then stale. */
  templateVersion = 0;
  /** Signatures that `outlineNames` has gone through. */
  #named = 0;
  level = new Uint8Array(1_024);
  timeLayout = new Int32Array(1_024);
  /** Index into `services`, 0 = none. */
  service = new Int32Array(1_024);
  readonly services: string[] = [''];
  /** The signatures as they are stored, and their constant texts for searching. */
  readonly pieces = new SignaturePieces();
  /** Index into `fieldSets`. */
  fieldSet = new Int32Array(1_024);
  /** Names that signatures have by themselves; their patterns may add more. Few signatures differ in them. */
  readonly fieldSets: (readonly FieldName[])[] = [];
  readonly #fieldSetIndex = new Map<number, number>();
  readonly #outline = new SignatureOutline();
  readonly #head = new SignatureHead();
  readonly #serviceIndex = new Map<string, number>([['', 0]]);
  #patternOf = new Int32Array(1_024).fill(-1);
  #assignment = new Int32Array(0);
  #templatesVersion = '';
  #reader: InvestigationReader | undefined;
  #open = new Map<number, OpenSignature>();

  get count(): number {
    return this.pieces.count;
  }

  /** Takes in signatures and templates that were committed since. */
  refresh(reader: InvestigationReader): void {
    this.#reader = reader;
    this.refreshSignatures(reader);
    const assignment = reader.assignment();
    const version = reader.templatesVersion();
    if (version === this.#templatesVersion && sameArray(assignment, this.#assignment)) return;
    this.#assignment = assignment;
    this.#templatesVersion = version;
    this.templates.forget();
    this.#patternOf.fill(-1);
    this.#open = new Map();
    this.templateVersion++;
  }

  /** Takes in signatures alone; those without a template stand for themselves. */
  refreshSignatures(reader: InvestigationReader): void {
    for (const batch of reader.signatureBatches(this.count)) this.#addBatch(batch);
  }

  /** Index of a service in `services`; the empty name is 0. */
  serviceNamed(name: string): number {
    const known = this.#serviceIndex.get(name);
    if (known !== undefined) return known;
    this.services.push(name);
    this.#serviceIndex.set(name, this.services.length - 1);
    return this.services.length - 1;
  }

  open(id: number): OpenSignature {
    const held = this.#open.get(id);
    if (held !== undefined) return held;
    const made = this.#unpack(id);
    if (this.#open.size >= MAX_OPEN) this.#open = new Map();
    this.#open.set(id, made);
    return made;
  }

  /** What rebuilding lines of a signature needs. */
  layout(id: number): LineLayout {
    return this.open(id).signature;
  }

  decode(id: number): Signature {
    return decodeSignature(this.pieces.packed(id));
  }

  /** Names of the fields that a signature has by itself; its pattern may add more. The same list for all that share them. */
  namesOf(id: number): readonly FieldName[] {
    if (id < this.#named) return this.fieldSets[this.fieldSet[id]];
    const data = this.pieces.packed(id);
    this.#outline.read(data);
    return this.fieldSets[this.#fieldSetOf(data, this.#outline.namesKey)];
  }

  /** The message alone, cheaper than unpacking all. */
  message(id: number): MaskedMessage {
    return readMaskedMessage(this.#bytesOf(id));
  }

  /** The text before the first variable of the message, and whether nothing follows it. */
  messageBeginning(id: number): { readonly text: string; readonly isWhole: boolean } {
    return readMessageBeginning(this.#bytesOf(id));
  }

  #bytesOf(id: number): Buffer {
    const packed = this.pieces.packed(id);
    return Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  }

  /** Index of the signature's pattern in `templates.patterns`. */
  patternOf(id: number): number {
    if (this.#patternOf[id] >= 0) return this.#patternOf[id];
    const stored = this.#reader === undefined ? undefined : this.templates.stored(this.#assignment[id] ?? -1, this.#reader);
    const index = (stored ?? this.templates.provisional(() => maskedMessage(this.decode(id)))).index;
    this.#patternOf[id] = index;
    return index;
  }

  #unpack(id: number): OpenSignature {
    const signature = this.decode(id);
    const columnOfSlot = new Int32Array(signature.slots.length);
    let column = 0;
    signature.slots.forEach((slot, index) => {
      columnOfSlot[index] = slot.kind === 'time' ? -1 : column++;
    });
    const pattern = this.templates.patterns[this.patternOf(id)];
    const message = maskedMessage(signature);
    const pieceOf = (slot: number): ValuePiece => (columnOfSlot[slot] < 0 ? { time: true } : { column: columnOfSlot[slot] });
    const sources = sourcesOf(pattern, message);
    const variables = sources.map((source, slot) => ({
      slot,
      pieces: source.map((piece) => ('text' in piece ? piece : pieceOf(signature.message.part + piece.slot))),
    }));
    return { signature, columnOfSlot, fields: fieldsOf(signature, pattern, variables, pieceOf), pattern, variables };
  }

  /** Brings field sets up to date: lists of fields and questions about fields call it first. */
  outlineNames(): void {
    for (; this.#named < this.count; this.#named++) {
      const data = this.pieces.packed(this.#named);
      this.#outline.read(data);
      this.fieldSet[this.#named] = this.#fieldSetOf(data, this.#outline.namesKey);
    }
  }

  #addBatch(batch: SignatureBatch): void {
    const { first, count, raw } = batch;
    while (first + count >= this.level.length) this.#grow();
    this.pieces.addPiece(raw);
    const head = this.#head;
    eachOfBatch(batch, (id, at, length) => {
      // The first ones of a batch may be known already.
      if (id < this.count) return;
      head.read(raw, at);
      this.pieces.add(at, at + length);
      this.level[id] = head.level;
      this.timeLayout[id] = head.timeLayout;
      this.service[id] = this.#serviceOf(raw, head);
    });
  }

  #serviceOf(data: Uint8Array, { serviceStart, serviceEnd }: SignatureHead): number {
    if (serviceStart === serviceEnd) return 0;
    return this.serviceNamed(Buffer.from(data.buffer, data.byteOffset + serviceStart, serviceEnd - serviceStart).toString('utf8'));
  }

  #fieldSetOf(data: Uint8Array, key: number): number {
    const known = this.#fieldSetIndex.get(key);
    if (known !== undefined) return known;
    const signature = decodeSignature(data);
    const names: FieldName[] = signature.fields.map(({ name }) => fieldName(name, SLOT.text));
    for (const { name, kind } of signature.slots) if (name !== undefined && kind !== 'time') names.push(fieldName(name, SLOT[kind]));
    this.fieldSets.push(names);
    this.#fieldSetIndex.set(key, this.fieldSets.length - 1);
    return this.fieldSets.length - 1;
  }

  #grow(): void {
    const size = this.level.length * 2;
    this.level = grown(this.level, size);
    const copyInto = <T extends Int32Array | Uint32Array>(from: T, into: T): T => {
      into.set(from);
      return into;
    };
    this.timeLayout = copyInto(this.timeLayout, new Int32Array(size));
    this.service = copyInto(this.service, new Int32Array(size));
    this.fieldSet = copyInto(this.fieldSet, new Int32Array(size));
    this.#patternOf = copyInto(this.#patternOf, new Int32Array(size).fill(-1));
  }
}

/** What fills the variables of the pattern; a template that does not describe the message leaves its variables empty. */
function sourcesOf(pattern: PatternInfo, message: MaskedMessage): SlotSource[] {
  try {
    return mapSlots(pattern.template, message);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const count = pattern.template.parts.filter((part) => 'slot' in part).length;
    const own = mapSlots(ownTemplate(message), message);
    return Array.from({ length: count }, (_, slot) => own[slot] ?? []);
  }
}

function fieldsOf(
  signature: Signature,
  pattern: PatternInfo,
  variables: readonly PatternVariable[],
  pieceOf: (slot: number) => ValuePiece,
): SignatureField[] {
  const fields: SignatureField[] = [];
  const add = (name: string, kind: number, pieces: readonly ValuePiece[]): void => {
    if (fields.some((field) => field.name === name)) return;
    fields.push({ ...fieldName(name, kind), pieces });
  };
  for (const { name, value } of signature.fields) add(name, SLOT.text, [{ text: value }]);
  signature.slots.forEach((slot, index) => {
    if (slot.name !== undefined && slot.kind !== 'time') add(slot.name, SLOT[slot.kind], [pieceOf(index)]);
  });
  for (const part of pattern.template.parts) {
    if ('slot' in part && part.name !== undefined) add(part.name, SLOT[part.kind], variables[part.slot]?.pieces ?? []);
  }
  return fields;
}

export function fieldName(name: string, kind: number): FieldName {
  return { name, folded: name.toLowerCase(), kind };
}

function sameArray(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function grown(from: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(size);
  into.set(from);
  return into;
}
