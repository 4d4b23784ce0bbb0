import type { FilterNode } from '../../base/filter/ast.ts';
import { SLOT_KINDS, type SlotKind } from '../../base/slot-kind.ts';
import { NO_TIME } from '../../base/time.ts';
import { type BareRecord, hitFinder, recordView } from '../record-view.ts';
import type { Control, Shard } from '../shard.ts';
import type { Place } from './order.ts';

/** @returns the records in the order of `ids`. @throws AppError NOT_FOUND */
export async function records(
  shard: Shard,
  { ids, node }: { readonly ids: readonly string[]; readonly node: FilterNode },
  control: Control,
): Promise<BareRecord[]> {
  const findHits = hitFinder(node);
  const found: BareRecord[] = [];
  for (const id of ids) {
    await control.breathe();
    const { block, row } = shard.blockOf(id);
    found.push(recordView(shard, block, row, findHits));
  }
  return found;
}

export interface FieldOfRecord {
  readonly name: string;
  readonly value: string;
  readonly kind: SlotKind;
}

export interface DetailShare {
  readonly record: BareRecord;
  readonly bytes: Uint8Array;
  readonly fields: FieldOfRecord[];
}

export async function detail(shard: Shard, { id }: { readonly id: string }): Promise<DetailShare> {
  const { block, row } = shard.blockOf(id);
  const reader = shard.blocks.open(block);
  const { signature, fields } = shard.table.open(block.ids[reader.signatures()[row]]);
  return {
    record: recordView(shard, block, row, () => []),
    bytes: reader.text(row, signature, shard.times.render),
    fields: fields.map((field) => ({
      name: field.name,
      value: shard.values.value(reader, row, field.pieces, signature.timeLayout, signature.escaped),
      kind: SLOT_KINDS[field.kind],
    })),
  };
}

export interface PlaceOfRecord extends Place {
  readonly blockId: number;
}

export async function place(shard: Shard, { id }: { readonly id: string }): Promise<PlaceOfRecord> {
  const { block, row } = shard.blockOf(id);
  return { timeUs: shard.blocks.core(block).times[row] ?? NO_TIME, sourceId: block.sourceId, seq: block.seq, row, blockId: block.id };
}
