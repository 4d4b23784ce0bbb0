import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { dropFiles, type Host, missingForBrowser, type OpenWindow, openSample, startHost } from './browser.ts';

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
const steady = Array.from(
  { length: 3_000 },
  (_, i) => `${new Date(start + i * 1_000).toISOString()} INFO shop.Stock: sku ${i * 13} synced`,
);

test('the root cause of the sample incident is the first anomaly: from its row, its marker and its keys to the records that show it', async () => {
  const { page } = window;
  await openSample(page);
  // Nobody asked: the tab tells how many there are, and the timeline where.
  await page.getByRole('tab', { name: /^Anomalies \d/ }).waitFor({ timeout: 20_000 });
  await page.keyboard.press('3');
  const list = page.getByRole('listbox', { name: 'Anomalies, highest score first' });
  const rows = list.getByRole('option');
  await rows.first().waitFor();
  expect(await rows.first().textContent()).toMatch(
    /^1New FATAL patternpostgresqlremaining connection slots.*214 times in 21 min \d+ s\. Never seen before 14:31:05\..*others with it9\d$/,
  );
  const count = await rows.count();
  expect(await page.getByRole('tab', { name: /Anomalies/ }).textContent()).toBe(`Anomalies ${count}`);

  await page.keyboard.press(']');
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByText('Anomaly 1', { exact: true }).waitFor();
  expect((await details.boundingBox())?.width).toBe(480);
  const deviating = details.getByRole('region', { name: 'What deviates' });
  await deviating.getByText(/^kube-events Scaled up replica set payments-\w+ from \d/).waitFor();
  // Requests went from payments to checkout: the same traces fail in both, one after the other.
  const order = details.getByRole('region', { name: 'What came first' });
  await order.getByText(/^\d+ ms after payments, \d+ shared traces?$/).waitFor();
  await page.keyboard.press('j');
  await rows.nth(1).and(page.locator(':focus')).waitFor();
  await details.getByText('Anomaly 2', { exact: true }).waitFor();

  await page
    .getByRole('button', { name: /^Anomaly 1: New FATAL pattern, postgresql/ })
    .locator('b')
    .click();
  expect(await rows.first().getAttribute('aria-selected')).toBe('true');
  await deviating.getByRole('button').filter({ hasText: 'Scaled up replica set payments' }).click();
  await page.getByText(/^1\d of 110,/).waitFor();
  await page.getByRole('grid', { name: 'Records' }).getByText('Scaled up replica set').first().waitFor();

  // The step before has all anomalies again.
  await page.keyboard.press('Alt+ArrowLeft');
  await rows.nth(count - 1).waitFor();
  await rows.first().focus();
  await page.keyboard.press('Enter');
  await page.getByText('214 of 110,').waitFor();
  expect(window.foreignRequests).toEqual([]);
  expect(window.errors).toEqual([]);
}, 120_000);

test('what is marked as expected moves to its own list, stays there in the file, and comes back', async () => {
  const { page } = window;
  await openSample(page);
  await page.keyboard.press('3');
  const rows = page.getByRole('listbox').getByRole('option');
  await rows.nth(1).waitFor({ timeout: 20_000 });
  const count = await rows.count();
  await rows.filter({ hasText: 'does not match sum of lines' }).click();
  await page.getByRole('button', { name: 'Mark as expected' }).click();
  await page.getByText('Moved to Expected, for this investigation').waitFor();
  await expect.poll(() => rows.count()).toBe(count - 1);

  await page.reload();
  await page.getByRole('button', { name: 'Expected 1' }).click();
  await rows.filter({ hasText: 'does not match sum of lines' }).click();
  await page.getByRole('button', { name: 'Open again' }).click();
  await page.getByText('Nothing is expected yet').waitFor();
  await page.getByRole('button', { name: `Open ${count}` }).click();
  await expect.poll(() => rows.count()).toBe(count);
  await page.getByRole('button', { name: 'By score' }).click();
  await page.getByRole('menuitemradio', { name: 'By time' }).click();
  await page.getByRole('listbox', { name: 'Anomalies, earliest first' }).waitFor();
  const times = await rows.locator('.t').allTextContents();
  expect(times).toEqual([...times].sort());
  expect(window.errors).toEqual([]);
}, 120_000);

test('where nothing is unusual, the tab says what was looked at; under a filter that finds nothing it names the filter', async () => {
  const { page } = window;
  await dropFiles(page, [{ name: 'worker.log', text: steady.join('\n') }]);
  await page.locator('.querybar').getByText('3,000 of 3,000').waitFor({ timeout: 30_000 });
  await page.keyboard.press('3');
  await page.getByRole('heading', { name: 'Nothing unusual' }).waitFor();
  await page.getByText(/every pattern, service and level in 3,000 records/).waitFor();
  await page.getByRole('combobox', { name: 'Search and filter' }).fill('level:FATAL');
  await page.keyboard.press('Enter');
  await page.getByText('No record matches the filter').waitFor();
  expect(window.errors).toEqual([]);
}, 60_000);

test('a failure stands in place of the list, in words, with a way to try again', async () => {
  const { page } = window;
  await dropFiles(page, [{ name: 'worker.log', text: steady.join('\n') }]);
  await page.locator('.querybar').getByText('3,000 of 3,000').waitFor({ timeout: 30_000 });
  let fails = true;
  await page.routeWebSocket(/\/rpc/, (socket) => {
    const engine = socket.connectToServer();
    socket.onMessage((message) => {
      const asked: { id: number; name?: string } = JSON.parse(String(message));
      if (!fails || asked.name !== 'listAnomalies') return engine.send(message);
      socket.send(
        JSON.stringify({ kind: 'error', id: asked.id, code: 'WORKER_DIED', message: 'A thread ended while it counted.', details: {} }),
      );
    });
  });
  await page.reload();
  await page.locator('.querybar').getByText('3,000 of 3,000').waitFor({ timeout: 30_000 });
  await page.keyboard.press('3');
  await page.getByText('The records could not be searched for anomalies.').waitFor();
  await page.getByText('A thread ended while it counted.').waitFor();
  fails = false;
  await page.getByRole('tabpanel').getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Nothing unusual' }).waitFor();
}, 60_000);

test('an alert that is set stands among the anomalies as soon as it is crossed, and is gone when it is removed', async () => {
  const { page } = window;
  await dropFiles(page, [{ name: 'worker.log', text: steady.join('\n') }]);
  await page.locator('.querybar').getByText('3,000 of 3,000').waitFor({ timeout: 30_000 });
  await page.keyboard.press('3');
  await page.getByRole('heading', { name: 'Nothing unusual' }).waitFor();
  await page.getByRole('button', { name: 'Alerts' }).click();
  const dialog = page.getByRole('dialog', { name: 'Alerts' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Too much');
  await dialog.getByRole('textbox', { name: 'Records of' }).fill('level:(');
  await dialog.getByRole('button', { name: 'Set the alert' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByRole('textbox', { name: 'Records of' }).fill('synced');
  await dialog.getByRole('textbox', { name: 'Records', exact: true }).fill('50');
  await dialog.getByRole('textbox', { name: 'Minutes' }).fill('1');
  await dialog.getByRole('button', { name: 'Set the alert' }).click();
  await dialog.getByText('More than 50 in 1 min: synced').waitFor();
  await page.keyboard.press('Escape');
  const row = page.getByRole('option').filter({ hasText: 'Too much' });
  await row.waitFor();
  expect(await row.textContent()).toMatch(/^1Alert.*3,000 in 50 min: more than 50 in 1 min\./);
  await page.getByRole('button', { name: 'Alerts' }).click();
  await dialog.getByRole('button', { name: 'Remove the alert Too much' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Nothing unusual' }).waitFor();
  expect(window.errors).toEqual([]);
}, 60_000);
