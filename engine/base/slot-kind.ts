/**
 * What a variable looks like. The index is stored; append only, never reorder.
 * `time` is the header's own timestamp (rebuilt from the record's time); `text` is any other field value.
 */
export const SLOT_KINDS = [
  'time',
  'number',
  'hex',
  'ip',
  'host',
  'uuid',
  'mac',
  'path',
  'url',
  'email',
  'duration',
  'size',
  'id',
  'datetime',
  'quoted',
  'base64',
  'text',
  'version',
] as const;
export type SlotKind = (typeof SLOT_KINDS)[number];

/** Index of a kind, as the hot loops use it. */
export const SLOT = Object.freeze(Object.fromEntries(SLOT_KINDS.map((kind, index) => [kind, index]))) as Readonly<Record<SlotKind, number>>;

/** Kinds whose values hold only digits, signs, dots and the like: a search for letters need not look at them. */
export function kindAt(index: number): SlotKind {
  return SLOT_KINDS[index] ?? 'text';
}
