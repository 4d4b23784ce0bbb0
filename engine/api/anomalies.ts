import type { Deviation } from '../analysis/anomalies/deviations.ts';
import { findIncidents } from '../analysis/anomalies/find-incidents.ts';
import { type Incident, incidentId } from '../analysis/anomalies/incidents.ts';
import type { Anomaly, anomaliesApi, Deviation as ToldDeviation } from '../contract/anomalies.ts';
import type { Handlers } from '../contract/definition.ts';
import type { ExploreHost } from './explore.ts';

export function anomaliesHandlers(host: Pick<ExploreHost, 'get'>): Handlers<typeof anomaliesApi> {
  return {
    listAnomalies: async ({ filter, limit }, { signal }) => {
      const { pool, isReading } = host.get(filter.investigationId);
      const { incidents, templates, buckets } = await findIncidents(pool.explorer, filter, signal);
      return {
        anomalies: incidents.slice(0, limit).map((incident) => anomalyOf(incident, templates)),
        total: incidents.length,
        bucketUs: buckets.widthUs,
        partial: isReading,
      };
    },
  };
}

function anomalyOf(incident: Incident, templates: ReadonlyMap<string, string>): Anomaly {
  const { lead, deviations, fromUs, untilUs, score } = incident;
  const { records, perMinute, usualPerMinute, ...told } = toldOf(lead, templates);
  return {
    ...told,
    id: incidentId(incident),
    fromUs,
    untilUs,
    score,
    summary: summaryOf(lead, deviations.length - 1),
    evidence: [lead, ...deviations.filter((one) => one !== lead)].map((one) => toldOf(one, templates)),
  };
}

function toldOf({ watched, ...rest }: Deviation, templates: ReadonlyMap<string, string>): ToldDeviation {
  const { patternId, service, level } = watched;
  return { ...rest, patternId, template: patternId === undefined ? undefined : templates.get(patternId), service, level };
}

function summaryOf({ kind, records, perMinute, usualPerMinute }: Deviation, others: number): string {
  const usual = `usually ${rateText(usualPerMinute)}`;
  const what = {
    new: `never before, then ${records} ${records === 1 ? 'record' : 'records'}`,
    spike: `${rateText(perMinute)}, ${usual}`,
    drop: `only ${rateText(perMinute)}, ${usual}`,
    silence: `nothing, ${usual}`,
  }[kind];
  return others === 0 ? what : `${what}; with it ${others} ${others === 1 ? 'other deviates' : 'others deviate'}`;
}

function rateText(perMinute: number): string {
  return `${perMinute >= 10 ? Math.round(perMinute) : Number(perMinute.toPrecision(2))} a minute`;
}
