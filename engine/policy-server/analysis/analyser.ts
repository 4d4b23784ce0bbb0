import { setImmediate } from 'node:timers/promises';
import type { PolicyStorage } from '../storage/policy-storage.ts';
import type { AnomalyRow, EventRow, Place } from '../storage/rows.ts';
import { findAnomalies } from './find-anomalies.ts';

export interface AnalyserOptions {
  readonly storage: PolicyStorage;
  readonly now: () => number;
  /** Called after a run that found something new. */
  readonly onFound: () => void;
  readonly onBug: (error: unknown) => void;
}

/** Three days at one bucket in five minutes; more would not change what is unusual now, and every run walks along all of it. */
const BUCKETS = 900;
/** Those that come most. The rest are too rare for a series to say anything about them. */
const PATTERNS = 500;
const DAY_MS = 86_400_000;

/**
 * Looks for what is unusual whenever counts came in, one service after the other and one pattern at a time, so that requests come between:
 * a service that is waiting already is looked at once.
 */
export class Analyser {
  readonly #options: AnalyserOptions;
  readonly #waiting = new Map<string, Place>();
  #work: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: AnalyserOptions) {
    this.#options = options;
  }

  request(place: Place): void {
    this.#waiting.set(`${place.tenant}\n${place.service}`, place);
    this.#work ??= this.#runAll().finally(() => {
      this.#work = undefined;
    });
  }

  /** Lets the pattern at hand end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#work;
  }

  async #runAll(): Promise<void> {
    while (!this.#isClosed) {
      // Requests that came together are answered first.
      await setImmediate();
      const [first] = this.#waiting;
      if (first === undefined) return;
      const [name, place] = first;
      this.#waiting.delete(name);
      try {
        await this.#run(place);
      } catch (error) {
        this.#options.onBug(error);
      }
    }
  }

  async #run(place: Place): Promise<void> {
    const { storage, now, onFound } = this.#options;
    const id = storage.patterns.startRun(place, now());
    const ids = storage.patterns.busiest(place, now() - DAY_MS, PATTERNS);
    let fresh = 0;
    for (const patternId of ids) {
      if (this.#isClosed) return;
      const anomalies = findAnomalies(place, storage.patterns.series(place, patternId, BUCKETS));
      if (anomalies.length > 0) {
        fresh += storage.patterns.addAnomalies(
          anomalies.map((anomaly) => ({ ...anomaly, runId: id })),
          (anomaly) => anomalyEvent(anomaly, now()),
        );
      }
      await setImmediate();
    }
    storage.patterns.finishRun(id, { patterns: ids.length, problem: undefined }, fresh, now());
    if (fresh > 0) onFound();
  }
}

export function anomalyEvent({ tenant, service, kind, subject, score, summary, atMs }: Omit<AnomalyRow, 'id'>, nowMs: number): EventRow {
  const data = JSON.stringify({ service, subject, score, summary, at: new Date(atMs).toISOString() });
  return { tenant, kind: kind === 'drift' ? 'policy.drift' : 'anomaly.found', data, atMs: nowMs };
}
