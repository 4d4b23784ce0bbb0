import { incidentId } from '../analysis/anomalies/incidents.ts';
import { AppError } from '../base/app-error.ts';
import type { Handlers } from '../contract/definition.ts';
import type { explainApi } from '../contract/explain.ts';
import { explain } from '../explain/explain.ts';
import type { AnomaliesHost } from './anomalies.ts';
import { type IncidentFinder, taught } from './incident-finder.ts';
import type { ModelDesk } from './model-desk.ts';

export function explainHandlers(host: AnomaliesHost, desk: ModelDesk, finder: IncidentFinder): Handlers<typeof explainApi> {
  return {
    async *explainAnomaly({ filter, anomalyId, model: choice, allowOnce, timeZone }, { signal }) {
      const target = host.get(filter.investigationId);
      const { explorer } = target.pool;
      const model = await desk.terms(filter.investigationId, choice, allowOnce);
      const { incidents, expected, templates, buckets } = await finder.find(explorer, filter, taught(target), signal);
      const incident = [...incidents, ...expected].find((one) => incidentId(one) === anomalyId);
      if (incident === undefined)
        throw new AppError(
          'NOT_FOUND',
          `There is no anomaly "${anomalyId}" among the ${incidents.length} of these records. The records or the filter may have changed since. List the anomalies again.`,
        );
      yield* explain({ explorer, asked: filter, incident, templates, bucketUs: buckets.widthUs, timeZone, model, signal });
    },
  };
}
