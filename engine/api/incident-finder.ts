import type { Expected } from '../analysis/anomalies/expected.ts';
import { type FoundIncidents, findIncidents } from '../analysis/anomalies/find-incidents.ts';
import type { Asked } from '../query/answers.ts';
import type { Explorer } from '../query/explorer.ts';

/**
 * What was found last in each investigation: who explains one anomaly after the other does not look for all of them each time. Given up as soon
 * as the records, or what is expected of them, are others.
 */
export class IncidentFinder {
  readonly #last = new WeakMap<Explorer, { readonly key: string; readonly found: FoundIncidents }>();

  /** @throws AppError BAD_QUERY, CANCELLED */
  async find(explorer: Explorer, { query, range }: Asked, expected: readonly Expected[], signal: AbortSignal): Promise<FoundIncidents> {
    const key = JSON.stringify([query, range, expected, await explorer.overview()]);
    const last = this.#last.get(explorer);
    if (last?.key === key) return last.found;
    const found = await findIncidents(explorer, { query, range }, signal, expected);
    this.#last.set(explorer, { key, found });
    return found;
  }
}
