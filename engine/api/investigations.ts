import { setTimeout as delay } from 'node:timers/promises';
import { isAppError } from '../base/app-error.ts';
import { CONTRACT_VERSION } from '../contract/api.ts';
import type { Handlers } from '../contract/definition.ts';
import type { IngestProgress, Investigation, investigationApi } from '../contract/investigations.ts';
import { previewPulled, previewSource } from '../runtime/ingest/preview-source.ts';
import type { OpenInvestigation } from '../runtime/investigation.ts';
import { writeSample } from '../runtime/sample.ts';
import type { Workspace } from '../runtime/workspace.ts';
import { volumeOf } from './volume.ts';

/** The window is told this often at most. */
const PROGRESS_INTERVAL_MS = 500;

export function investigationHandlers(workspace: Workspace, version: string): Handlers<typeof investigationApi> {
  const startedMs = performance.now();
  const find = (id: string) => workspace.get(id);

  return {
    hello: async () => ({ version, contract: CONTRACT_VERSION }),

    engineStatus: async () => ({
      memoryBytes: process.memoryUsage.rss(),
      savedBytes: workspace.recent().reduce((sum, entry) => sum + entry.fileBytes, 0),
      uptimeMs: performance.now() - startedMs,
      workers: workspace.threads,
    }),

    listRecent: async () => ({
      investigations: workspace
        .recent()
        .map((entry) => ({ ...entry, sourceNames: [...entry.sourceNames], volume: [...entry.volume], errors: [...entry.errors] })),
    }),

    createInvestigation: async ({ name, path }) => investigationOf(workspace.create(name, path)),
    openInvestigation: async ({ id, path }) => investigationOf(workspace.open(id, path)),
    getInvestigation: async ({ investigationId }) => investigationOf(find(investigationId)),

    renameInvestigation: async ({ investigationId, name }) => {
      const investigation = find(investigationId);
      investigation.rename(name);
      await remember(workspace, investigation);
      return investigationOf(investigation);
    },

    deleteInvestigation: async ({ investigationId }) => {
      await workspace.delete(investigationId);
      return {};
    },

    listFormats: async () => ({
      formats: workspace.formats
        .all()
        .map(({ id, title, description, samples }) => ({ id, title, description, example: samples[0]?.line ?? '' })),
    }),

    addSources: async ({ investigationId, sources }) => {
      const investigation = find(investigationId);
      workspace.addSources(investigation, sources);
      rememberWhenIdle(workspace, investigation);
      return investigationOf(investigation);
    },

    openSample: async () => {
      const investigation = workspace.create('Sample incident', undefined);
      const files = writeSample(`${investigation.path}-sample`);
      workspace.addSources(
        investigation,
        files.map(({ path, timeZone }) => ({ path, temporary: true, options: { timeZone } })),
      );
      rememberWhenIdle(workspace, investigation);
      return investigationOf(investigation);
    },

    watchIngest: ({ investigationId }, { signal }) => watch(find(investigationId), workspace, signal),

    cancelIngest: async ({ investigationId, sourceId }) => {
      const investigation = find(investigationId);
      investigation.cancel(sourceId);
      if (sourceId === undefined) await investigation.whenIdle().catch(ignoreReported);
      else if (investigation.pullOf(sourceId) !== undefined) await investigation.whenEnded(sourceId);
      return investigationOf(investigation);
    },

    rereadSource: async ({ investigationId, sourceId, options }) => {
      const investigation = find(investigationId);
      if (investigation.pullOf(sourceId) === undefined) investigation.reread(sourceId, options);
      else await workspace.pulls.resume(investigation, sourceId);
      rememberWhenIdle(workspace, investigation);
      return investigationOf(investigation);
    },

    previewSource: async ({ investigationId, sourceId }) => {
      const investigation = find(investigationId);
      if (investigation.pullOf(sourceId) !== undefined) return previewPulled(investigation.source(sourceId));
      return previewSource(investigation.source(sourceId), investigation.choiceOf(sourceId), workspace.formats);
    },

    getViewState: async ({ investigationId }) => ({ state: find(investigationId).getViewState() }),
    putViewState: async ({ investigationId, state }) => {
      find(investigationId).putViewState(state);
      return {};
    },
  };
}

async function* watch(investigation: OpenInvestigation, workspace: Workspace, signal: AbortSignal): AsyncGenerator<IngestProgress> {
  for (;;) {
    const progress = progressOf(investigation, workspace);
    yield progress;
    if (!progress.investigation.reading || signal.aborted) return;
    await Promise.race([delay(PROGRESS_INTERVAL_MS, undefined, { signal }), investigation.whenIdle()]).catch(ignoreReported);
  }
}

function progressOf(investigation: OpenInvestigation, workspace: Workspace): IngestProgress {
  return {
    investigation: investigationOf(investigation),
    ...investigation.figures(),
    memoryBytes: process.memoryUsage.rss(),
    workers: workspace.threads,
  };
}

/** An investigation as the contract shows it. */
export function investigationOf(investigation: OpenInvestigation): Investigation {
  const sources = investigation.sources();
  const sum = (of: (source: (typeof sources)[number]) => number) => sources.reduce((total, source) => total + of(source), 0);
  return {
    id: investigation.id,
    name: investigation.name,
    path: investigation.path,
    fileBytes: investigation.fileBytes,
    createdUs: investigation.createdUs,
    sources: sources.map((source) => ({ ...source })),
    totals: {
      bytes: sum((source) => source.bytes),
      lines: sum((source) => source.lines),
      records: sum((source) => source.records),
      continuation: sum((source) => source.continuation),
      skipped: sum((source) => source.skipped),
      unparsed: sum((source) => source.unparsed),
      untimed: sum((source) => source.untimed),
      truncated: sum((source) => source.truncated),
      patterns: investigation.templateCount,
      byLevel: investigation.byLevel(),
    },
    range: investigation.range(),
    complete: !investigation.isReading && sources.every((source) => source.state === 'done' || source.state === 'skipped'),
    reading: investigation.isReading,
  };
}

export function rememberWhenIdle(workspace: Workspace, investigation: OpenInvestigation): void {
  void investigation
    .whenIdle()
    .catch(ignoreReported)
    .then(() => remember(workspace, investigation))
    .catch(ignoreReported);
}

async function remember(workspace: Workspace, investigation: OpenInvestigation): Promise<void> {
  const { volume, errors } = await volumeOf(investigation);
  workspace.remember(investigation, volume, errors);
}

/** Failures of reading stand in the state of their sources; here they only end the waiting. A bug goes on. */
function ignoreReported(error: unknown): void {
  const isAbort = error instanceof Error && error.name === 'AbortError';
  if (!isAbort && !isAppError(error)) throw error;
}
