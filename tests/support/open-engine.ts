import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHandlers } from '../../engine/api/handlers.ts';
import { type LogsiftClient, logsiftApi } from '../../engine/contract/api.ts';
import { connectInMemory } from '../../engine/contract/rpc/memory.ts';
import { sourceWorkerEntries } from '../../engine/runtime/worker-entries.ts';
import { Workspace } from '../../engine/runtime/workspace.ts';

export interface TestEngine {
  readonly client: LogsiftClient;
  /** For the files of the test; deleted by close. */
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/** The whole engine behind its contract, in this process, in a folder of its own. */
export function openEngine(threads = 2): TestEngine {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-test-'));
  const workspace = new Workspace({ dataDir: path.join(folder, 'data'), workers: sourceWorkerEntries(), threads, now: Date.now });
  const connection = connectInMemory(logsiftApi, createHandlers(workspace));
  return {
    client: connection.client,
    folder,
    async close() {
      connection.close();
      await workspace.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
