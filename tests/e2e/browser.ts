import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { logsiftApi } from '../../engine/contract/api.ts';
import { serve } from '../../engine/contract/rpc/server.ts';
import { startLoopbackHost } from '../../engine/hosts/loopback/loopback-host.ts';
import { startEngine } from '../../engine/hosts/shared/start-engine.ts';

const WINDOW = fileURLToPath(new URL('../../out/renderer', import.meta.url));

/** Why the browser tests cannot run here; undefined: they can. */
export function missingForBrowser(): string | undefined {
  if (!existsSync(path.join(WINDOW, 'index.html'))) return 'the window is not built (npm test builds it)';
  return existsSync(chromiumPath()) ? undefined : 'there is no Chromium on this machine';
}

function chromiumPath(): string {
  return process.env.LOGSIFT_CHROMIUM || '/usr/bin/chromium';
}

export interface OpenWindow {
  readonly page: Page;
  readonly url: string;
  /** Requests to anywhere but the host itself. */
  readonly foreignRequests: readonly string[];
  /** Errors the page wrote to its console. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

/** The real engine behind the real loopback host, looked at with a real browser; a folder of its own. */
export async function openWindow(): Promise<OpenWindow> {
  const home = mkdtempSync(path.join(tmpdir(), 'logsift-e2e-'));
  const { workspace, handlers } = startEngine(home, 'test', { threads: 2 });
  const host = await startLoopbackHost({
    onClient: (transport) => serve(logsiftApi, handlers, transport),
    port: 0,
    windowFolder: WINDOW,
    uploadFolder: path.join(home, 'uploads'),
  });
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const foreignRequests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') foreignRequests.push(request.url());
  });
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(host.url);
  return {
    page,
    url: host.url,
    foreignRequests,
    errors,
    async close() {
      await browser.close();
      await host.close();
      await workspace.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Drops files on the window as a person does: the browser's own drag and drop events with real File objects. */
export async function dropFiles(page: Page, files: readonly { readonly name: string; readonly text: string }[]): Promise<void> {
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const { name, text } of given) data.items.add(new File([text], name));
    return data;
  }, files);
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('body', type, { dataTransfer: transfer });
}
