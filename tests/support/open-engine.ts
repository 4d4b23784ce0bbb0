import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHandlers } from '../../engine/api/handlers.ts';
import { type LogsiftClient, type LogsiftHandlers, logsiftApi } from '../../engine/contract/api.ts';
import { createClient } from '../../engine/contract/rpc/client.ts';
import { memoryTransports } from '../../engine/contract/rpc/memory-transport.ts';
import { serve } from '../../engine/contract/rpc/server.ts';
import { sourceFormatsFolder } from '../../engine/runtime/formats.ts';
import { sourceWorkerEntries } from '../../engine/runtime/worker-entries.ts';
import { Workspace, type WorkspaceOptions } from '../../engine/runtime/workspace.ts';

export interface TestEngine {
  readonly client: LogsiftClient;
  /** For the files of the test; deleted by close. */
  readonly folder: string;
  /** Rejects with the first bug that a handler met. */
  readonly close: () => Promise<void>;
}

/** The engine of one workspace, in a folder of its own, without a channel. */
export function openWorkspace(
  threads = 2,
  options: Partial<WorkspaceOptions> = {},
): { readonly handlers: LogsiftHandlers; readonly folder: string; close(): Promise<void> } {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-test-'));
  const workspace = new Workspace({
    dataDir: path.join(folder, 'data'),
    workers: sourceWorkerEntries(),
    formatsFolder: sourceFormatsFolder(),
    threads,
    now: Date.now,
    ...options,
  });
  return {
    // Whatever models the machine of the test knows is none of its business.
    handlers: createHandlers(workspace, '0.0.0-test', { environment: {} }),
    folder,
    async close() {
      await workspace.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The whole engine behind its contract, in this process, in a folder of its own. */
export function openEngine(threads = 2, options: Partial<WorkspaceOptions> = {}): TestEngine {
  const { handlers, folder, close } = openWorkspace(threads, options);
  const [ours, theirs] = memoryTransports();
  const bugs: unknown[] = [];
  serve(logsiftApi, handlers, theirs, (error) => bugs.push(error));
  return {
    client: createClient(logsiftApi, ours),
    folder,
    async close() {
      ours.close();
      await close();
      if (bugs.length > 0) throw bugs[0];
    },
  };
}
