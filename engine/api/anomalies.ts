import type { Deviation } from '../analysis/anomalies/deviations.ts';
import type { FoundIncidents } from '../analysis/anomalies/find-incidents.ts';
import { type Incident, incidentId } from '../analysis/anomalies/incidents.ts';
import { isSerious, precedesOf, stepsOf } from '../analysis/anomalies/precedence.ts';
import { tracesThrough } from '../analysis/anomalies/shared-traces.ts';
import { shownMedians, shownSeries } from '../analysis/anomalies/shown-series.ts';
import type { FilterNode } from '../base/filter/ast.ts';
import { withCondition } from '../base/filter/tokens.ts';
import type { Anomaly, anomaliesApi, Deviation as ToldDeviation } from '../contract/anomalies.ts';
import type { Filter } from '../contract/common.ts';
import type { Handlers } from '../contract/definition.ts';
import type { Asked } from '../query/answers.ts';
import type { Explorer } from '../query/explorer.ts';
import type { BareRecord } from '../query/record-view.ts';
import { putAlert, readAlerts, removeAlert } from './alert-store.ts';
import { watchAlerts } from './alert-watch.ts';
import { type TextKeep, writeExpected } from './expected-store.ts';
import { type ExploreTarget, marker } from './explore.ts';
import { type IncidentFinder, taught } from './incident-finder.ts';

export interface AnomaliesHost {
  /** @throws AppError NOT_FOUND when no such investigation is open. */
  get(investigationId: string): Pick<ExploreTarget, 'pool' | 'isReading' | 'marks'> & TextKeep;
}

export function anomaliesHandlers(host: AnomaliesHost, finder: IncidentFinder): Handlers<typeof anomaliesApi> {
  return {
    listAnomalies: async ({ filter, limit }, { signal }) => {
      const target = host.get(filter.investigationId);
      const found = await finder.find(target.pool.explorer, filter, taught(target), signal);
      const told = (incident: Incident): Anomaly => anomalyOf(incident, found);
      return {
        anomalies: found.incidents.slice(0, limit).map(told),
        total: found.incidents.length,
        expected: found.expected.slice(0, limit).map(told),
        bucketUs: found.buckets.widthUs,
        partial: target.isReading,
      };
    },

    setExpected: async ({ investigationId, deviations, expected }) => {
      writeExpected(host.get(investigationId), deviations, expected);
      return {};
    },

    listAlerts: async ({ investigationId }) => ({ alerts: readAlerts(host.get(investigationId)) }),

    putAlert: async ({ investigationId, alert }, { signal }) => {
      const target = host.get(investigationId);
      // A query that cannot be understood is told to whoever sets it, not to whoever looks for anomalies.
      await target.pool.explorer.count({ query: alert.query, range: { fromUs: 0, untilUs: 1 } }, signal);
      putAlert(target, alert);
      return {};
    },

    watchAlerts: ({ investigationId }, { signal }) => watchAlerts(host.get(investigationId), signal),

    removeAlert: async ({ investigationId, alertId }) => {
      removeAlert(host.get(investigationId), alertId);
      return {};
    },

    getEvidence: async ({ filter, deviations }, { signal }) => {
      const target = host.get(filter.investigationId);
      const { explorer } = target.pool;
      const mark = marker(target);
      const records: { deviation: number; record: BareRecord }[] = [];
      for (const [deviation, place] of deviations.entries()) {
        const { asked, order } = evidenceOf(filter, place);
        const record = await firstOf(explorer, asked, order, signal);
        if (record !== undefined) records.push({ deviation, record });
      }
      return { records: records.map(({ deviation, record }) => ({ deviation, record: mark(record) })) };
    },

    getPrecedence: async ({ filter, deviations, bucketUs }, { signal }) => {
      const { explorer } = host.get(filter.investigationId).pool;
      const steps = stepsOf(deviations);
      const of = (step: number): Place => deviations[steps[step].deviation];
      const patternIds = [...new Set(steps.flatMap(({ deviation }) => deviations[deviation].patternId ?? []))];
      const range = {
        fromUs: Math.min(...deviations.map(({ fromUs }) => fromUs)),
        untilUs: Math.max(...deviations.map(({ untilUs }) => untilUs)),
      };
      const through = patternIds.length < 2 ? undefined : await tracesThrough(explorer, { query: filter.query, range }, patternIds, signal);
      const tracesOf = (a: number, b: number): number => {
        const [own, others] = [through?.get(of(a).patternId ?? ''), through?.get(of(b).patternId ?? '')];
        return own === undefined || others === undefined ? 0 : [...own].filter((trace) => others.has(trace)).length;
      };
      const facts = { placeOf: (step: number) => of(step).service ?? '', isSerious: (step: number) => isSerious(of(step)), tracesOf };
      return { steps, precedes: precedesOf(steps, bucketUs, facts) };
    },
  };
}

type Place = Pick<ToldDeviation, 'kind' | 'fromUs' | 'untilUs' | 'patternId' | 'service' | 'level' | 'variable' | 'alert'>;

/** A page may come before all blocks were looked at; what was found meanwhile is kept, so that asking again ends. */
async function firstOf(explorer: Explorer, asked: Asked, order: 'oldest' | 'newest', signal: AbortSignal): Promise<BareRecord | undefined> {
  for (;;) {
    const { records, complete } = await explorer.page(asked, order, 0, 1, signal);
    if (records.length > 0 || complete) return records[0];
  }
}

/** Which record shows a deviation: the first of it, or the last before what is missing. */
function evidenceOf({ query = '', range }: Filter, place: Place) {
  const { name, value } = place.variable ?? {};
  // An alert asks its own query, whatever the filter.
  const ofPattern = place.alert === undefined ? withCondition(query, conditionOf(place)) : place.alert.query;
  const asked = {
    query:
      name === undefined || value === undefined ? ofPattern : withCondition(ofPattern, { kind: 'value', field: name, values: [value] }),
  };
  if (place.kind === 'drop' || place.kind === 'silence' || place.kind === 'sequence') {
    const fromUs = Math.min(range?.fromUs ?? Number.MIN_SAFE_INTEGER, place.fromUs - 1);
    return { asked: { ...asked, range: { fromUs, untilUs: place.fromUs } }, order: 'newest' as const };
  }
  return { asked: { ...asked, range: { fromUs: place.fromUs, untilUs: place.untilUs } }, order: 'oldest' as const };
}

function conditionOf({ patternId, service, level }: Place): FilterNode {
  const [field, value] =
    patternId !== undefined ? ['pattern', patternId] : service !== undefined ? ['service', service] : ['level', level ?? ''];
  return { kind: 'value', field, values: [value] };
}

function anomalyOf(incident: Incident, { templates, buckets }: FoundIncidents): Anomaly {
  const { lead, deviations, fromUs, untilUs, score } = incident;
  const { records, perMinute, usualPerMinute, ...told } = toldOf(lead, templates);
  return {
    ...told,
    id: incidentId(incident),
    fromUs,
    untilUs,
    score,
    summary: summaryOf(lead, deviations.length - 1),
    ongoing: lead.untilUs >= buckets.fromUs + buckets.count * buckets.widthUs,
    series: { ...shownSeries(lead.watched.counts, buckets, lead.fromUs), medians: shownMedians(lead, buckets) },
    evidence: [lead, ...deviations.filter((one) => one !== lead)].map((one) => toldOf(one, templates)),
  };
}

function toldOf({ watched, ...rest }: Deviation, templates: ReadonlyMap<string, string>): ToldDeviation {
  const { patternId, service, level, part, variable, follows, alert } = watched;
  const { medians: _, ...told } = variable ?? { unit: '' as const };
  return {
    ...rest,
    patternId,
    template: patternId === undefined ? undefined : templates.get(patternId),
    service,
    level,
    part,
    variable: variable === undefined ? undefined : told,
    alert,
    follows: follows === undefined ? undefined : { patternId: follows, template: templates.get(follows) },
  };
}

function summaryOf({ kind, records, perMinute, usualPerMinute, watched: { variable, alert } }: Deviation, others: number): string {
  const usual = `usually ${rateText(usualPerMinute)}`;
  const what = {
    new: `never before, then ${records} ${records === 1 ? 'record' : 'records'}`,
    spike: `${rateText(perMinute)}, ${usual}`,
    drop: `only ${rateText(perMinute)}, ${usual}`,
    silence: `nothing, ${usual}`,
    value: `${variable?.name ?? 'a variable'} is ${variable?.value} for the first time`,
    numbers: `${variable?.name ?? 'a number'} went from a median of ${quantityText(variable?.before, variable?.unit)} to ${quantityText(variable?.after, variable?.unit)}`,
    alert: `${alert?.name}: ${records} records, ${alert?.comparison} than ${alert?.count} at once`,
    sequence: `no longer follows what it had followed every time`,
  }[kind];
  return others === 0 ? what : `${what}; with it ${others} ${others === 1 ? 'other deviates' : 'others deviate'}`;
}

function quantityText(value = 0, unit = ''): string {
  const [size, name] = unit === 'ns' ? (value >= 1e9 ? [1e9, ' s'] : [1e6, ' ms']) : unit === 'B' ? [1e3, ' kB'] : [1, ''];
  return `${Number((value / size).toPrecision(3))}${name}`;
}

function rateText(perMinute: number): string {
  return `${perMinute >= 10 ? Math.round(perMinute) : Number(perMinute.toPrecision(2))} a minute`;
}
