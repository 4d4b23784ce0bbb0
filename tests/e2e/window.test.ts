import type { WebSocketRoute } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { dropFiles, type Host, missingForBrowser, type OpenWindow, startHost } from './browser.ts';

const missing = missingForBrowser();
if (missing !== undefined) process.stdout.write(`browser tests skipped: ${missing}\n`);

let host: Host;
let window: OpenWindow;
beforeAll(async () => {
  if (missing === undefined) host = await startHost();
});
afterAll(() => host?.close());
beforeEach(async ({ skip }) => {
  if (missing !== undefined) return skip(missing);
  window = await host.open();
  return undefined;
});
afterEach(async () => {
  if (missing !== undefined) return;
  await window.close();
});

const start = Date.UTC(2026, 8, 14, 13, 40);
const api = Array.from(
  { length: 3_000 },
  (_, i) =>
    `{"ts":"${new Date(start + i * 1000).toISOString()}","level":"${i % 10 === 0 ? 'error' : 'info'}","service":"checkout","msg":"${
      i % 10 === 0 ? `payment refused for order ${i * 7919}` : `cart ${i * 31} saved in ${i % 90}ms`
    }"}`,
).join('\n');
const worker = Array.from(
  { length: 2_000 },
  (_, i) =>
    `${new Date(start + i * 1500).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23)} INFO [main] shop.Stock: sku ${i * 13} synced`,
).join('\n');

test('two files dropped on the window are read, a pattern leads to its records, a search narrows them, a reload finds it all again', async () => {
  const { page } = window;
  await page.getByText('Drop log files or a folder anywhere in this window').waitFor();
  await dropFiles(page, [
    { name: 'checkout.jsonl', text: api },
    { name: 'worker.log', text: worker },
  ]);
  // Reading is watched; the window hands over to Investigate by itself.
  await page.getByRole('tab', { name: /Patterns/ }).waitFor({ timeout: 20_000 });
  await page.getByText('5,000 of 5,000').waitFor({ timeout: 20_000 });
  const pattern = page.getByRole('row').filter({ hasText: 'payment refused for order' });
  await pattern.first().click();
  expect(await pattern.first().getAttribute('aria-selected')).toBe('true');
  await pattern.first().dblclick();
  await page.getByText('300 of 5,000').waitFor();
  expect(await page.getByRole('tab', { name: /Records/ }).getAttribute('aria-selected')).toBe('true');

  await page.keyboard.press('Shift+Escape');
  await page.getByText('5,000 of 5,000').waitFor();
  await page.getByRole('combobox', { name: 'Search and filter' }).fill('synced');
  await page.keyboard.press('Enter');
  await page.getByText('2,000 of 5,000').waitFor();

  await page.reload();
  await page.getByText('2,000 of 5,000').waitFor({ timeout: 20_000 });
  expect(await page.getByRole('button', { name: /checkout\.jsonl|New investigation|worker/ }).count()).toBeGreaterThan(0);
  expect(window.foreignRequests).toEqual([]);
  expect(window.errors).toEqual([]);
}, 90_000);

test('the sample incident opens without a network, its counts agree from place to place', async () => {
  const { page } = window;
  await page.getByText('Try the sample incident').click();
  await page.getByRole('tab', { name: /Patterns/ }).waitFor({ timeout: 30_000 });
  const total = page.locator('.querybar b.strong');
  await expect.poll(async () => (await total.textContent()) ?? '', { timeout: 30_000 }).toMatch(/^[\d,]+$/);
  const records = Number((await total.textContent())?.replace(/,/g, ''));
  expect(records).toBeGreaterThan(90_000);
  await page.getByText(`${records.toLocaleString('en-US')} records from`).waitFor();
  expect(window.foreignRequests).toEqual([]);
}, 90_000);

test('a filter that finds nothing names each part with the count without it', async () => {
  const { page } = window;
  await dropFiles(page, [{ name: 'worker.log', text: worker }]);
  await page.locator('.querybar').getByText('2,000 of 2,000').waitFor({ timeout: 30_000 });
  await page.getByRole('combobox', { name: 'Search and filter' }).fill('level:FATAL');
  await page.keyboard.press('Enter');
  await page.getByText('No record matches the filter').waitFor();
  await page.getByText('without it, 2,000 records').waitFor();
}, 60_000);

test('files held over the window are told what will happen to them, and nothing is left when they are taken away', async () => {
  const { page } = window;
  await dropFiles(page, [{ name: 'worker.log', text: worker }]);
  await page.locator('.querybar').getByText('2,000 of 2,000').waitFor({ timeout: 30_000 });
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    for (const name of ['a.txt', 'b.txt']) data.items.add(new File(['x'], name, { type: 'text/plain' }));
    return data;
  });
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.getByText('Drop to add 2 files').waitFor();
  await page.getByText('to worker.log, which stays in use').waitFor();
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer, shiftKey: true });
  await page.getByText('as a new investigation. worker.log stays saved').waitFor();
  await page.dispatchEvent('body', 'dragleave', { dataTransfer: transfer });
  await page.getByText('Drop to open 2 files').waitFor({ state: 'detached' });
}, 60_000);

test('a question that takes long says so, and cancelling it keeps what was there', async () => {
  const { page } = window;
  await dropFiles(page, [{ name: 'worker.log', text: worker }]);
  await page.locator('.querybar').getByText('2,000 of 2,000').waitFor({ timeout: 30_000 });
  const held: (() => void)[] = [];
  let isHeld = false;
  await page.routeWebSocket(/\/rpc/, (socket) => {
    const engine = socket.connectToServer();
    engine.onMessage((message) => (isHeld ? held.push(() => socket.send(message)) : socket.send(message)));
  });
  await page.reload();
  const rows = page.locator('[data-pattern]');
  await rows.first().waitFor({ timeout: 30_000 });
  isHeld = true;
  await page.keyboard.press('/');
  await page.keyboard.type('synced');
  await page.keyboard.press('Enter');
  await page.locator('.patterns-host[aria-busy="true"]').waitFor();
  const results = page.getByRole('tabpanel', { name: /Patterns/ });
  await results.getByText(/^Searching for [2-9]/).waitFor();
  await results.getByRole('button', { name: 'Cancel' }).click();
  await results.getByText('Cancelled. What is shown answers the question before.').waitFor();
  expect(await rows.count()).toBeGreaterThan(0);
  isHeld = false;
  for (const send of held) send();
  await results.getByRole('button', { name: 'Search again' }).click();
  await results.getByText('Cancelled.').waitFor({ state: 'detached' });
  await page.locator('.querybar').getByText('2,000 of 2,000').waitFor();
}, 90_000);

test('when the engine goes away the window says so, keeps what it shows and goes on where it was', async () => {
  const { page } = window;
  await dropFiles(page, [{ name: 'worker.log', text: worker }]);
  await page.locator('.querybar').getByText('2,000 of 2,000').waitFor({ timeout: 30_000 });
  const sockets: WebSocketRoute[] = [];
  let isGone = false;
  await page.routeWebSocket(/\/rpc/, (socket) => {
    if (isGone) return void socket.close();
    sockets.push(socket);
    socket.connectToServer();
  });
  await page.reload();
  await page.locator('[data-pattern]').first().click({ timeout: 30_000 });
  isGone = true;
  for (const socket of sockets) await socket.close();
  await page.getByText('The engine does not answer.').waitFor();
  expect(await page.locator('[data-pattern]').count()).toBeGreaterThan(0);
  await page.keyboard.press('/');
  await page.keyboard.type('nosuchword');
  await page.keyboard.press('Enter');
  isGone = false;
  await page.getByText('The engine does not answer.').waitFor({ state: 'detached', timeout: 30_000 });
  await page.getByText('No record matches the filter').waitFor();
  await page.keyboard.press('Shift+Escape');
  await page.locator('.querybar').getByText('2,000 of 2,000').waitFor();
  expect(await page.locator('.trow.sel').count()).toBe(1);
}, 90_000);
