import type { PullRequest } from '../../base/pull.ts';
import type { SourceProblem } from '../ingest/dispatcher.ts';

/** Every message is about one pull. */
export type ToPullThread =
  | {
      readonly kind: 'begin';
      readonly pullId: number;
      readonly request: PullRequest;
      /** In memory alone, as everywhere. Undefined: none is needed. */
      readonly key: string | undefined;
      readonly cursor: string | undefined;
    }
  | { readonly kind: 'stop'; readonly pullId: number }
  /** The oldest chunk that was not taken is: another may come. */
  | { readonly kind: 'taken'; readonly pullId: number }
  /** The oldest chunk that was not kept is committed. */
  | { readonly kind: 'kept'; readonly pullId: number }
  | { readonly kind: 'waited'; readonly pullId: number; readonly waitId: number };

export type FromPullThread =
  /** Whole lines, in memory that changes hands, and the cursor to be committed with them. */
  | { readonly kind: 'chunk'; readonly pullId: number; readonly bytes: Uint8Array<ArrayBuffer>; readonly cursor: string }
  /** Time is kept where the pull was begun: answered with `waited`. */
  | { readonly kind: 'wait'; readonly pullId: number; readonly waitId: number; readonly ms: number }
  /** The service makes us wait; undefined: it goes on. */
  | { readonly kind: 'told'; readonly pullId: number; readonly sentence: string | undefined }
  | { readonly kind: 'refine'; readonly pullId: number }
  /** The last message of a pull. */
  | { readonly kind: 'end'; readonly pullId: number; readonly problem: SourceProblem | undefined };
