import type { ErrorCode } from '../../base/app-error.ts';
import type { OpName } from '../../query/shard-ops.ts';

/** The first message of a reader thread: its file, and which share of the blocks is its own. */
export interface ReaderStart {
  readonly kind: 'start';
  readonly path: string;
  readonly index: number;
  readonly count: number;
}

export type ToReader =
  | { readonly kind: 'ask'; readonly jobId: number; readonly name: OpName; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly jobId: number }
  | { readonly kind: 'refresh' }
  /** A question will come. */
  | { readonly kind: 'load' };

export type FromReader =
  | { readonly kind: 'answer'; readonly jobId: number; readonly result: unknown }
  | {
      readonly kind: 'failed';
      readonly jobId: number;
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: Readonly<Record<string, string | number>>;
    }
  /** At work and not hanging. */
  | { readonly kind: 'alive' };
