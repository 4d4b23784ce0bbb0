import type { Template } from '../../mine/refine.ts';
import type { PackedSignatures } from '../../store/packed-signatures.ts';

export type ToMiner =
  /** In the order of their ids, after those sent before. */
  | { readonly kind: 'add'; readonly signatures: PackedSignatures }
  | { readonly kind: 'refine'; readonly requestId: number; readonly counts: Float64Array; readonly known: readonly Template[] };

export interface Mined {
  readonly templates: readonly Template[];
  /** Template index of each signature, in id order. */
  readonly assignment: Int32Array;
}

export type FromMiner = { readonly kind: 'mined'; readonly requestId: number; readonly mined: Mined };
