// Entry of the engine's process: answers every client whose port arrives, until it is told to stop.
import path from 'node:path';
import { isAppError } from '../engine/base/app-error.ts';
import { logsiftApi } from '../engine/contract/api.ts';
import { serve } from '../engine/contract/rpc/server.ts';
import { portTransport } from '../engine/hosts/shared/port-transport.ts';
import { startEngine } from '../engine/hosts/shared/start-engine.ts';
import { KeychainSecrets } from '../engine/runtime/pull/keychain-secrets.ts';
import type { UnfinishedWork } from './engine-process.ts';
import { shellSealer } from './keychain.ts';

const [dataDir, version, keys] = process.argv.slice(2);
if (dataDir === undefined || version === undefined) throw new Error('the engine needs its data folder and its version');
const worker = (name: string) => new URL(`./${name}.worker.js`, import.meta.url);
const sealer = shellSealer(
  (request) => process.parentPort.postMessage(request),
  (listener) => process.parentPort.on('message', ({ data }) => listener(data)),
);
const { workspace, handlers } = startEngine(
  dataDir,
  version,
  {
    workers: { ingest: worker('ingest'), mine: worker('mine'), reader: worker('reader'), pull: worker('pull') },
    formatsFolder: new URL('../../resources/formats/', import.meta.url).href,
    keepsReady: true,
    secrets: keys === 'keychain' ? new KeychainSecrets(path.join(dataDir, 'keychain.json'), sealer) : undefined,
  },
  { modelsFolder: new URL('../../resources/models/', import.meta.url).href },
);

process.parentPort.on('message', ({ data, ports: [port] }) => {
  if (data === 'stop') void stop();
  else if (port !== undefined) {
    const transport = portTransport(port, (received) => (received as Electron.MessageEvent).data);
    serve(logsiftApi, handlers, transport, (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`));
  }
});

/** Ends the process, or says what could not be finished: then the shell ends it once it has been heard. */
async function stop(): Promise<void> {
  try {
    await workspace.close();
    process.exit(0);
  } catch (error) {
    const problem: UnfinishedWork = isAppError(error)
      ? { code: error.code, message: error.message }
      : { code: 'INTERNAL', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    process.parentPort.postMessage(problem);
  }
}
