import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Host, missingForBrowser, type OpenWindow, openSample, startHost } from './browser.ts';

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

test('without a model rules explain the sample incident: every statement cites records, a citation leads to its record, all are pinned at once', async () => {
  const { page } = window;
  await openSample(page);
  await page.keyboard.press('3');
  await page.getByRole('option').first().click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByText('No model: rule-based explanation').waitFor({ timeout: 20_000 });
  const explanation = details.getByRole('region', { name: 'Explanation' });
  await explanation.getByText('Not in the logs:').waitFor({ timeout: 20_000 });
  expect(await details.getByText(/^\d+ of \d+ rules apply$/).count()).toBe(1);
  const statements = explanation.getByRole('listitem');
  const cites = await statements.evaluateAll((items) => items.map((item) => item.querySelectorAll('.cite').length));
  expect(cites.length).toBeGreaterThan(3);
  expect(Math.min(...cites)).toBeGreaterThan(0);
  // Rules do not argue: nothing is checked that a model could have invented.
  expect(await details.getByText('Checked by Logsift, not by the model').count()).toBe(0);

  const evidence = details.getByRole('region', { name: 'Evidence' });
  const cite = explanation.getByRole('button', { name: /^Evidence/ }).nth(1);
  const number = (await cite.textContent()) ?? '';
  await cite.hover();
  const row = evidence.getByRole('button').filter({ has: page.getByText(number, { exact: true }) });
  expect(await row.first().getAttribute('class')).toBe('evd on');
  await page.mouse.move(5, 5);
  expect(await row.first().getAttribute('class')).toBe('evd');
  await cite.focus();
  expect(await row.first().getAttribute('class')).toBe('evd on');

  const records = await evidence.locator('.evd').count();
  await evidence.getByRole('button', { name: 'Pin all' }).click();
  await page.getByText(`Pinned ${records} records`).waitFor();
  const time = (await row.first().locator('.t').textContent()) ?? '';
  await cite.focus();
  await page.keyboard.press('Enter');
  const list = page.getByRole('grid', { name: 'Records' });
  await list.getByText(time).first().waitFor();
  await page.getByRole('tab', { name: `Pinned ${records}` }).waitFor();

  // Back at the anomaly nothing is asked again: what was said stands there at once.
  await page.keyboard.press('Alt+ArrowLeft');
  await explanation.getByText('Not in the logs:').waitFor();
  await details.getByRole('button', { name: 'Compare with the time before' }).click();
  await page.getByRole('grid', { name: 'Changes, most significant first' }).waitFor({ timeout: 20_000 });
  expect(window.foreignRequests).toEqual([]);
  expect(window.errors).toEqual([]);
}, 120_000);
