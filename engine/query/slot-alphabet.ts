import { SLOT_KINDS, type SlotKind } from '../base/slot-kind.ts';

/** Folded bytes that values of a kind never hold. Only what the masking of that kind makes sure of; everything else may hold anything. */
const NEVER: Partial<Record<SlotKind, string>> = {
  number: 'ghjklmopqrstuvwyz/"\'=@#',
  hex: 'ghijklmnopqrstuvwyz/"\'=@#',
  uuid: 'ghijklmnopqrstuvwxyz/"\'=@#',
  mac: 'ghijklmnopqrstuvwxyz/"\'=@#',
};

/** Which bytes values of each kind may hold: ALPHABETS[kind][byte] is 1 where it may. Line feeds are in no value. */
const ALPHABETS: readonly Uint8Array[] = SLOT_KINDS.map((kind) => {
  const table = new Uint8Array(256).fill(1);
  table[10] = 0;
  for (const char of NEVER[kind] ?? '') table[char.charCodeAt(0)] = 0;
  return table;
});

export function alphabetOf(kind: number): Uint8Array {
  return ALPHABETS[kind];
}

/** Mask of the kinds (bit = SLOT_KINDS index) whose values may hold all of the folded bytes. */
export function kindsHolding(needle: Uint8Array): number {
  let mask = 0;
  ALPHABETS.forEach((alphabet, kind) => {
    if (needle.every((byte) => alphabet[byte] === 1)) mask |= 1 << kind;
  });
  return mask;
}
