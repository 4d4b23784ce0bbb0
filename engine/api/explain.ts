import { incidentId } from '../analysis/anomalies/incidents.ts';
import { AppError } from '../base/app-error.ts';
import type { Handlers } from '../contract/definition.ts';
import type { explainApi } from '../contract/explain.ts';
import { explain } from '../explain/explain.ts';
import type { ExploreHost } from './explore.ts';
import { IncidentFinder } from './incident-finder.ts';
import type { ModelDesk } from './model-desk.ts';

export function explainHandlers(host: Pick<ExploreHost, 'get'>, desk: ModelDesk): Handlers<typeof explainApi> {
  const finder = new IncidentFinder();
  return {
    async *explainAnomaly({ filter, anomalyId, model: choice, allowOnce, timeZone }, { signal }) {
      const { explorer } = host.get(filter.investigationId).pool;
      const model = await desk.terms(filter.investigationId, choice, allowOnce);
      const { incidents, templates, buckets } = await finder.find(explorer, filter, signal);
      const incident = incidents.find((one) => incidentId(one) === anomalyId);
      if (incident === undefined)
        throw new AppError(
          'NOT_FOUND',
          `There is no anomaly "${anomalyId}" among the ${incidents.length} of these records. The records or the filter may have changed since. List the anomalies again.`,
        );
      yield* explain({ explorer, asked: filter, incident, templates, bucketUs: buckets.widthUs, timeZone, model, signal });
    },
  };
}
