import type { Template } from '../../mine/refine.ts';

export type ToMiner =
  /** Serialised signatures, in the order of their ids, after those sent before. */
  | { readonly kind: 'add'; readonly signatures: readonly Uint8Array[] }
  | { readonly kind: 'refine'; readonly requestId: number; readonly counts: Float64Array; readonly known: readonly Template[] };

export interface Mined {
  readonly templates: readonly Template[];
  /** Template index of each signature, in id order. */
  readonly assignment: Int32Array;
}

export type FromMiner = { readonly kind: 'mined'; readonly requestId: number; readonly mined: Mined };
