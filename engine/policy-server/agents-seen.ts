import type { AgentStore } from './storage/policy-storage.ts';
import type { AgentRow } from './storage/rows.ts';

type Seen = Omit<AgentRow, 'firstSeenMs'>;

const FLUSH_MS = 5_000;
/** Who asks more often than we write would otherwise fill the memory with invented names. */
const MAX_HELD = 50_000;

/** Notes which instances ask for their policies, and writes it in batches: asking must cost no write. */
export class AgentsSeen {
  readonly #agents: AgentStore;
  readonly #onBug: (error: unknown) => void;
  readonly #held = new Map<string, Seen>();
  #timer: NodeJS.Timeout | undefined;

  constructor(agents: AgentStore, onBug: (error: unknown) => void) {
    this.#agents = agents;
    this.#onBug = onBug;
  }

  note(agent: Seen): void {
    if (this.#held.size >= MAX_HELD) return;
    this.#held.set(`${agent.tenant}\n${agent.service}\n${agent.instance}`, agent);
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const agents = [...this.#held.values()];
    this.#held.clear();
    if (agents.length === 0) return;
    try {
      this.#agents.seen(agents);
    } catch (error) {
      // Who was seen is a convenience; the next one who asks tries again.
      this.#onBug(error);
    }
  }
}
