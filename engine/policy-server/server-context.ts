import type { AgentsSeen } from './agents-seen.ts';
import type { Analyser } from './analysis/analyser.ts';
import type { ServerMetrics } from './metrics.ts';
import type { PublishedSets } from './published-sets.ts';
import type { Signer } from './signing.ts';
import type { PolicyStorage } from './storage/policy-storage.ts';
import type { Dispatcher } from './webhooks/dispatcher.ts';

/** What the routes work with. */
export interface ServerContext {
  readonly storage: PolicyStorage;
  readonly published: PublishedSets;
  readonly agents: AgentsSeen;
  readonly analyser: Analyser;
  readonly dispatcher: Dispatcher;
  readonly metrics: ServerMetrics;
  readonly signer: Signer;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Fires when the server begins to close: whoever waits is answered. */
  readonly closing: AbortSignal;
}
