import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type LogsiftHandlers, logsiftApi } from '../../engine/contract/api.ts';
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

/** The real engine behind the real loopback host and a real browser, for the windows of one test file; a folder of its own. */
export interface Host {
  /** A window that knows nothing of the others: nothing is kept in its browser. */
  open(options?: BrowserContextOptions): Promise<OpenWindow>;
  /** Answers as the engine of the window does, without one. */
  readonly handlers: LogsiftHandlers;
  close(): Promise<void>;
}

export async function startHost(): Promise<Host> {
  const home = mkdtempSync(path.join(tmpdir(), 'logsift-e2e-'));
  const { workspace, handlers } = startEngine(home, 'test', { threads: 2, keepsReady: true });
  const host = await startLoopbackHost({
    onClient: (transport) => serve(logsiftApi, handlers, transport),
    port: 0,
    windowFolder: WINDOW,
    uploadFolder: path.join(home, 'uploads'),
  });
  const browser = await chromium.launch({
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
  return {
    handlers,
    open: (options) => openPage(browser, host.url, options),
    async close() {
      await browser.close();
      await host.close();
      await workspace.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenWindow> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const foreignRequests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') foreignRequests.push(request.url());
  });
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(url);
  return { page, url, foreignRequests, errors, close: () => context.close() };
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

/** Opens the sample incident and waits until all of it is read and counted. */
export async function openSample(page: Page): Promise<void> {
  await page.getByText('Try the sample incident').click();
  await page.getByText('Every line read, none sampled').waitFor({ timeout: 60_000 });
  await page
    .locator('.querybar')
    .getByText(/^[\d,.]+ of [\d,.]+$/)
    .waitFor({ timeout: 30_000 });
}
