import { createHandlers, type HandlerOptions } from '../../api/handlers.ts';
import type { LogsiftHandlers } from '../../contract/api.ts';
import { sourceFormatsFolder } from '../../runtime/formats.ts';
import { defaultThreads } from '../../runtime/ingest/ingest-job.ts';
import { sourceWorkerEntries } from '../../runtime/worker-entries.ts';
import { Workspace, type WorkspaceOptions } from '../../runtime/workspace.ts';

export interface Engine {
  readonly workspace: Workspace;
  readonly handlers: LogsiftHandlers;
}

/** The engine of one process, from the sources unless told where its parts lie. */
export function startEngine(
  dataDir: string,
  version: string,
  options: Partial<WorkspaceOptions> = {},
  handlerOptions: HandlerOptions = {},
): Engine {
  const workspace = new Workspace({
    dataDir,
    workers: sourceWorkerEntries(),
    formatsFolder: sourceFormatsFolder(),
    threads: defaultThreads(),
    now: Date.now,
    ...options,
  });
  return { workspace, handlers: createHandlers(workspace, version, handlerOptions) };
}
