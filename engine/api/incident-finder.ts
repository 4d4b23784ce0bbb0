import type { Alert } from '../analysis/anomalies/alerts.ts';
import type { Expected } from '../analysis/anomalies/expected.ts';
import { type FoundIncidents, findIncidents } from '../analysis/anomalies/find-incidents.ts';
import type { Asked } from '../query/answers.ts';
import type { Explorer } from '../query/explorer.ts';
import { readAlerts } from './alert-store.ts';
import { readExpected, type TextKeep } from './expected-store.ts';

/** What a person told an investigation. */
export interface Taught {
  readonly expected: readonly Expected[];
  readonly alerts: readonly Alert[];
}

/** What was told to an investigation, from its file. */
export function taught(keep: Pick<TextKeep, 'kept'>): Taught {
  return { expected: readExpected(keep), alerts: readAlerts(keep) };
}

/**
 * What was found last in each investigation: who lists anomalies and explains one after the other does not look for all of them each time. Given up as soon
 * as the records are others.
 */
export class IncidentFinder {
  readonly #last = new WeakMap<Explorer, { readonly key: string; readonly of: object; readonly found: FoundIncidents }>();

  /** @throws AppError BAD_QUERY, CANCELLED */
  async find(explorer: Explorer, { query, range }: Asked, { expected, alerts }: Taught, signal: AbortSignal): Promise<FoundIncidents> {
    const key = JSON.stringify([query, range, expected, alerts]);
    // Another one as soon as anything was committed, records or templates.
    const of = await explorer.overview();
    const last = this.#last.get(explorer);
    if (last?.key === key && last.of === of) return last.found;
    const found = await findIncidents(explorer, { query, range }, signal, expected, alerts);
    this.#last.set(explorer, { key, of, found });
    return found;
  }
}
