/** What travels. `id` is chosen by the client, once per request. */
export type ToServer =
  | { readonly kind: 'hello'; readonly contract: number }
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'stream'; readonly id: number; readonly name: string; readonly input: unknown }
  /** The reader took items and has room for as many more. */
  | { readonly kind: 'credit'; readonly id: number; readonly count: number }
  | { readonly kind: 'cancel'; readonly id: number };

export type ToClient =
  | { readonly kind: 'hello'; readonly contract: number }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'item'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'error'; readonly id: number; readonly code: string; readonly message: string; readonly details: Readonly<Record<string, string | number>> };

/** Items of a stream that may be on their way unread. */
export const STREAM_CREDIT = 8;
