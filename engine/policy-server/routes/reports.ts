import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { PatternReport, PolicyReport, ServiceName } from '../../policy/protocol/messages.ts';
import { anomalyEvent } from '../analysis/analyser.ts';
import { effectsOf, findDrift } from '../analysis/find-drift.ts';
import { tenantOf } from '../requests.ts';
import type { ServerContext } from '../server-context.ts';
import type { Place } from '../storage/rows.ts';
import { policiesOf } from '../stored-policies.ts';
import { isoOfMs } from '../version-answers.ts';

const tags = ['reports'];
const LONGEST_STRETCH_MS = 86_400_000;
const Listed = z.object({ service: ServiceName.optional(), limit: z.coerce.number().int().min(1).max(1_000).default(100) });
const Accepted = z.object({ accepted: z.boolean() });

const Run = z.object({
  id: z.int(),
  service: z.string(),
  started_at: z.string(),
  finished_at: z.string().optional(),
  patterns: z.int(),
  anomalies: z.int(),
  problem: z.string().optional(),
});

const Anomaly = z.object({
  id: z.int(),
  service: z.string(),
  run_id: z.int().optional(),
  kind: z.enum(['rate', 'drift']),
  subject: z.string(),
  at: z.string(),
  score: z.number(),
  summary: z.string(),
});

/** What clients count comes in here; what it says goes out. */
export const reportRoutes =
  (context: ServerContext): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const { storage, analyser, now } = context;

    app.post(
      '/api/v1/patterns/stats',
      {
        config: { scope: 'read' },
        bodyLimit: 8 << 20,
        schema: {
          summary: 'How often patterns came',
          description:
            'Stored, then searched for what is unusual. The same stretch of the same instance sent again replaces what was there.',
          tags,
          body: PatternReport,
          response: { 202: z.object({ stored: z.int() }) },
        },
      },
      async (request, reply) => {
        const { service, instance, from, until, patterns } = request.body;
        const [fromMs, untilMs] = [Date.parse(from), Date.parse(until)];
        if (untilMs <= fromMs || untilMs - fromMs > LONGEST_STRETCH_MS) {
          throw new AppError(
            'BAD_REQUEST',
            `The stretch from ${from} until ${until} is not between nothing and a day. Nothing was stored.`,
          );
        }
        const place = { tenant: tenantOf(request), service };
        const buckets = patterns.map(({ id, ...counts }) => ({ patternId: id, fromMs, untilMs, ...counts }));
        storage.patterns.add(place, instance, buckets);
        analyser.request(place);
        return reply.code(202).send({ stored: buckets.length });
      },
    );

    app.post(
      '/api/v1/policies/:service/stats',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'What policies did in one instance since its last report',
          description: 'Deltas with a rising sequence number: one that came already is not counted again, and "accepted" says so.',
          tags,
          params: z.object({ service: ServiceName }),
          body: PolicyReport,
          response: { 202: Accepted },
        },
      },
      async (request, reply) => {
        const place = { tenant: tenantOf(request), service: request.params.service };
        const accepted = storage.agents.addReport(place, request.body, now());
        if (accepted) {
          context.metrics.reported(place, request.body);
          lookForDrift(context, place);
        }
        return reply.code(202).send({ accepted });
      },
    );

    app.get(
      '/api/v1/analysis/runs',
      {
        config: { scope: 'read' },
        schema: { summary: 'Searches for what is unusual', tags, querystring: Listed, response: { 200: z.object({ runs: z.array(Run) }) } },
      },
      async (request) => {
        const runs = storage.patterns.runs(tenantOf(request), request.query.service, request.query.limit);
        return {
          runs: runs.map(({ id, service, startedMs, finishedMs, patterns, anomalies, problem }) => ({
            id,
            service,
            started_at: isoOfMs(startedMs),
            finished_at: finishedMs === undefined ? undefined : isoOfMs(finishedMs),
            patterns,
            anomalies,
            problem,
          })),
        };
      },
    );

    app.get(
      '/api/v1/analysis/anomalies',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'What was unusual: patterns that came more or less, policies that match other amounts than predicted',
          tags,
          querystring: Listed,
          response: { 200: z.object({ anomalies: z.array(Anomaly) }) },
        },
      },
      async (request) => {
        const anomalies = storage.patterns.anomalies(tenantOf(request), request.query.service, request.query.limit);
        return {
          anomalies: anomalies.map(({ id, service, runId, kind, subject, atMs, score, summary }) => ({
            id,
            service,
            run_id: runId,
            kind,
            subject,
            at: isoOfMs(atMs),
            score,
            summary,
          })),
        };
      },
    );
    done();
  };

function lookForDrift({ storage, dispatcher, now }: ServerContext, place: Place): void {
  const active = storage.versions.live(place)?.active;
  if (active === undefined) return;
  const nowMs = now();
  const drift = findDrift(place, effectsOf(policiesOf(active), storage.agents.counts(place), nowMs), nowMs);
  if (drift.length === 0) return;
  const found = drift.map((anomaly) => ({ ...anomaly, runId: undefined }));
  if (storage.patterns.addAnomalies(found, (anomaly) => anomalyEvent(anomaly, nowMs)) > 0) dispatcher.wake();
}
