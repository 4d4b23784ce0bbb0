import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createHandlers } from '../engine/api/handlers.ts';
import { logsiftApi } from '../engine/contract/api.ts';
import { createClient } from '../engine/contract/rpc/client.ts';
import { memoryTransports } from '../engine/contract/rpc/memory-transport.ts';
import { serve } from '../engine/contract/rpc/server.ts';
import { sourceFormatsFolder } from '../engine/runtime/formats.ts';
import { sourceWorkerEntries } from '../engine/runtime/worker-entries.ts';
import { Workspace } from '../engine/runtime/workspace.ts';
import type { OpenFile } from './query-latency.ts';

/** Ample time for threads to start. */
const READY_MS = 500;

/** A workspace of its own behind the contract, in this process, with one thread for each core it may use. */
export async function openFreshEngine(): Promise<OpenFile> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'logsift-bench-data-'));
  const workspace = new Workspace({
    dataDir,
    workers: sourceWorkerEntries(),
    formatsFolder: sourceFormatsFolder(),
    threads: os.availableParallelism(),
    keepsReady: true,
    now: Date.now,
  });
  // A window stands open before a person has chosen a file.
  await setTimeout(READY_MS);
  const [ours, theirs] = memoryTransports();
  serve(logsiftApi, createHandlers(workspace, 'bench'), theirs);
  return {
    client: createClient(logsiftApi, ours),
    async close() {
      ours.close();
      await workspace.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
