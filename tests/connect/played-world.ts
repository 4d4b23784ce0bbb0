import { throwIfCancelled } from '../../engine/base/app-error.ts';
import type { ServiceWorld } from '../../engine/runtime/pull/pulls.ts';

/** The real network; a clock that nobody waits for. */
export interface PlayedWorld extends ServiceWorld {
  /** Milliseconds of every wait that was asked for. */
  readonly waits: number[];
}

export function playedWorld(): PlayedWorld {
  const waits: number[] = [];
  return {
    waits,
    fetch: (...args: Parameters<typeof fetch>) => fetch(...args),
    now: Date.now,
    random: () => 0,
    async wait(ms, signal) {
      waits.push(ms);
      await new Promise(setImmediate);
      throwIfCancelled(signal);
    },
  };
}
