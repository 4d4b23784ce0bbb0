import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nameOfFiles } from '../../base/name-of-files.ts';
import { logsiftApi } from '../../contract/api.ts';
import { serve } from '../../contract/rpc/server.ts';
import { FileSecrets } from '../../runtime/pull/file-secrets.ts';
import { type LoopbackHost, startLoopbackHost } from '../loopback/loopback-host.ts';
import { dataDir } from '../shared/data-dir.ts';
import { startEngine } from '../shared/start-engine.ts';
import { newUploadFolder } from '../shared/upload-folder.ts';
import { type Call, wholeNumber } from './arguments.ts';
import { onInterrupt } from './interrupt.ts';
import type { Output } from './output.ts';

/** Serves the window until the process is told to end. */
export async function serveWindow({ files, options }: Call, version: string, output: Output): Promise<number> {
  const port = wholeNumber(options.port, 'port', 0, 0);
  const folder = dataDir();
  const secrets = new FileSecrets(path.join(folder, 'keys.json'), process.env.LOGSIFT_PASSPHRASE);
  const { workspace, handlers } = startEngine(folder, version, { secrets, keepsReady: true });
  let host: LoopbackHost | undefined;
  // From the start on: whoever reads the address may already end us.
  let release = (): void => undefined;
  const isTold = new Promise<void>((resolve) => {
    release = onInterrupt(() => resolve());
  });
  try {
    const onBug = (error: unknown) => output.error(`logsift: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    host = await startLoopbackHost({
      onClient: (transport) => serve(logsiftApi, handlers, transport, onBug),
      port,
      windowFolder: fileURLToPath(new URL('../../../out/renderer', import.meta.url)),
      uploadFolder: newUploadFolder(folder),
    });
    const investigationId = await openNamed(files, options, handlers);
    const url = investigationId === undefined ? host.url : `${host.url}&open=${investigationId}`;
    output.write(`Logsift is at ${url}\nIt answers this computer only. Ctrl+C ends it.\n`);
    if (options['no-open'] !== true) openInBrowser(url);
    await isTold;
  } finally {
    try {
      await host?.close();
      await workspace.close();
    } finally {
      // Not before: who is told twice must not end in the middle of closing.
      release();
    }
  }
  return 0;
}

async function openNamed(
  files: readonly string[],
  options: Call['options'],
  handlers: ReturnType<typeof startEngine>['handlers'],
): Promise<string | undefined> {
  if (files.length === 0) return undefined;
  const { signal } = new AbortController();
  if (files.length === 1 && files[0].endsWith('.logsift')) return (await handlers.openInvestigation({ path: files[0] }, { signal })).id;
  const { id } = await handlers.createInvestigation({ name: nameOfFiles(files) }, { signal });
  await handlers.addSources(
    { investigationId: id, sources: files.map((file) => ({ path: file, options: { format: options.format, timeZone: options.tz } })) },
    { signal },
  );
  return id;
}

/** The system's own way to open an address; where there is none the printed line is enough. */
function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['cmd', '/c', 'start', '', url] : ['xdg-open', url];
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
