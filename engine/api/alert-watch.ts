import { setTimeout as delay } from 'node:timers/promises';
import { type Alert, crossedAlerts } from '../analysis/anomalies/alerts.ts';
import { bucketsOf } from '../analysis/anomalies/find-incidents.ts';
import type { Explorer } from '../query/explorer.ts';
import { readAlerts } from './alert-store.ts';
import type { TextKeep } from './expected-store.ts';

/** Often enough for a person who looks on, seldom enough not to slow the reading. */
const LOOK_MS = 1_000;

export interface Crossed {
  readonly alert: Alert;
  readonly fromUs: number;
  readonly untilUs: number;
  readonly records: number;
}

type WatchedExplorer = Pick<Explorer, 'overview' | 'countsByBucket'>;

export interface WatchedTarget extends Pick<TextKeep, 'kept'> {
  readonly pool: { readonly explorer: WatchedExplorer };
  readonly isReading: boolean;
}

/** Looks at the limits of an investigation again after what was committed; see the contract's watchAlerts. */
export async function* watchAlerts(target: WatchedTarget, signal: AbortSignal): AsyncGenerator<{ crossed: Crossed[] }> {
  const { explorer } = target.pool;
  let told: string | undefined;
  let looked: { readonly of: object; readonly alerts: string } | undefined;
  for (;;) {
    const { isReading } = target;
    const alerts = readAlerts(target);
    // Another one as soon as anything was committed.
    const of = await explorer.overview();
    const next = { of, alerts: JSON.stringify(alerts) };
    if (looked?.of !== next.of || looked.alerts !== next.alerts) {
      looked = next;
      const crossed = await crossedNow(explorer, alerts, signal);
      const key = JSON.stringify(crossed.map(({ alert, ...rest }) => [alert.id, rest]));
      if (key !== told) yield { crossed };
      told = key;
    }
    if (!isReading || signal.aborted) return;
    await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function crossedNow(explorer: WatchedExplorer, alerts: readonly Alert[], signal: AbortSignal): Promise<Crossed[]> {
  const { minUs, maxUs } = await explorer.overview();
  if (alerts.length === 0 || minUs === undefined || maxUs === undefined) return [];
  const range = { fromUs: minUs, untilUs: maxUs + 1 };
  const deviations = await crossedAlerts(explorer, alerts, range, await bucketsOf(explorer, {}), signal);
  return deviations.flatMap(({ watched: { alert }, fromUs, untilUs, records }) =>
    alert === undefined ? [] : { alert, fromUs, untilUs, records },
  );
}
