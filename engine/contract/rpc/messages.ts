import { z } from 'zod';

const RequestId = z.int().min(0);
const Request = { id: RequestId, name: z.string(), input: z.unknown() };

/** What a client sends. `id` is chosen by the client, once per request. Checked on arrival: a socket may bring anything. */
export const ToServer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), contract: z.int() }),
  z.object({ kind: z.literal('call'), ...Request }),
  z.object({ kind: z.literal('stream'), ...Request }),
  /** The reader took items and has room for as many more. */
  z.object({ kind: z.literal('credit'), id: RequestId, count: z.int().min(1) }),
  z.object({ kind: z.literal('cancel'), id: RequestId }),
]);
export type ToServer = z.output<typeof ToServer>;

export type ToClient =
  | { readonly kind: 'hello'; readonly contract: number }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  /** One or more items, in order: all that were ready when the first of them was. */
  | { readonly kind: 'items'; readonly id: number; readonly values: readonly unknown[] }
  | { readonly kind: 'end'; readonly id: number }
  | {
      readonly kind: 'error';
      readonly id: number;
      readonly code: string;
      readonly message: string;
      readonly details: Readonly<Record<string, string | number>>;
    };

/** Items of a stream that may be on their way unread. */
export const STREAM_CREDIT = 8;
