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

test('a time selected in the sample incident is held against the time before it; a change leads to its distribution and to its records', async () => {
  const { page } = window;
  await openSample(page);
  await page.keyboard.press('4');
  await page.getByText('No time is chosen to compare').waitFor();

  // Most of the incident: the timeline is 100 minutes wide.
  const plot = await page.locator('.tl-plot').boundingBox();
  if (plot === null) throw new Error('the timeline has no place');
  const xOf = (minute: number): number => plot.x + 46 + ((plot.width - 60) * minute) / 100;
  await page.mouse.move(xOf(50.5), plot.y + 60);
  await page.mouse.down();
  await page.mouse.move(xOf(72), plot.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.press('b');
  const grid = page.getByRole('grid', { name: 'Changes, most significant first' });
  const appeared = grid.getByRole('row').filter({ hasText: 'pool exhausted' });
  await appeared.waitFor({ timeout: 20_000 });
  expect(await appeared.textContent()).toMatch(/ERRORpayments.*appeared.*new/);
  expect(await page.getByText(/patterns did not change reliably and are hidden/).count()).toBe(1);
  const changes = Number(await grid.getAttribute('aria-rowcount')) - 1;
  expect(await page.getByRole('tab', { name: /Compare/ }).textContent()).toBe(`Compare ${changes}`);

  // What failed has the values of one route: they go together.
  const pairs = page.getByRole('list', { name: 'Values that go with what appeared or became more' });
  await pairs.getByRole('listitem').filter({ hasText: '/api/checkout/pay' }).filter({ hasText: '503' }).waitFor();

  await page.getByRole('button', { name: /^Values/ }).click();
  const slower = grid.getByRole('row').filter({ hasText: 'median of <dur>' }).first();
  await slower.click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByText(/^The median of .*dur.* went from [\d.]+ m?s to [\d.]+ s/).waitFor();
  await details.getByRole('img', { name: /^Distribution of/ }).waitFor();
  await page.keyboard.press('j');
  await details
    .getByText(/^2 of|^3 of|^4 of|^5 of/)
    .first()
    .waitFor();

  await page.getByRole('button', { name: /^Appeared/ }).click();
  await appeared.click();
  await details.getByText('In A there is none').waitFor();
  await details.getByRole('button', { name: 'Show records in B' }).click();
  await page.getByText(/^1,\d\d\d of 110,/).waitFor();
  expect(await page.getByRole('tab', { name: /Records/ }).getAttribute('aria-selected')).toBe('true');
  expect(window.foreignRequests).toEqual([]);
  expect(window.errors).toEqual([]);
}, 120_000);

test('a steady log has no reliable change, the tab says what was compared, and going back leads to the step before the windows were chosen', async () => {
  const { page } = window;
  const start = Date.UTC(2026, 8, 14, 13, 40);
  const lines = Array.from(
    { length: 2_000 },
    (_, i) => `${new Date(start + i * 1_500).toISOString()} INFO shop.Stock: sku ${i * 13} synced`,
  );
  await dropFiles(page, [{ name: 'worker.log', text: lines.join('\n') }]);
  await page.locator('.querybar').getByText('2,000 of 2,000').waitFor({ timeout: 30_000 });
  await page.keyboard.press('4');
  await page.getByRole('button', { name: 'Compare the second half with the first' }).click();
  await page.getByRole('heading', { name: 'No reliable change' }).waitFor();
  await page.getByText(/^1,000 records of A and 1,000 of B were compared in 1 pattern/).waitFor();

  // The step before is the tab without windows.
  await page.keyboard.press('Alt+ArrowLeft');
  await page.getByText('No time is chosen to compare').waitFor();
  expect(window.errors).toEqual([]);
}, 60_000);

test('what came between the windows alone has a chip of its own; records of a filter are held against all others of the time', async () => {
  const { page } = window;
  const start = Date.UTC(2026, 8, 14, 13, 40);
  const lines = Array.from({ length: 2_000 }, (_, i) => {
    const time = new Date(start + i * 1_500).toISOString();
    const line = `${time} INFO shop.Stock: sku ${i * 13} synced by host-${i % 4} in ${i % 4 === 3 ? 900 + (i % 90) : 10 + (i % 9)}ms`;
    return i === 1_000 ? `${line}\n${time} WARN shop.Deploy: release went out` : line;
  });
  await dropFiles(page, [{ name: 'worker.log', text: lines.join('\n') }]);
  await page.locator('.querybar').getByText('2,001 of 2,001').waitFor({ timeout: 30_000 });
  const plot = await page.locator('.tl-plot').boundingBox();
  if (plot === null) throw new Error('the timeline has no place');
  const xOf = (part: number): number => plot.x + 46 + (plot.width - 60) * part;
  const brush = async (from: number, until: number): Promise<void> => {
    await page.mouse.move(xOf(from), plot.y + 60);
    await page.mouse.down();
    await page.mouse.move(xOf(until), plot.y + 60, { steps: 5 });
    await page.mouse.up();
  };
  await brush(0.8, 0.99);
  await page.keyboard.press('b');
  await page.getByRole('heading', { name: 'No reliable change' }).waitFor();
  await brush(0.02, 0.2);
  await page.keyboard.press('Shift+B');
  await page.getByRole('button', { name: 'Only between A and B 1' }).click();
  const between = page.getByRole('list', { name: 'Patterns only between A and B' });
  await between.getByRole('button', { name: /release went out/ }).click();
  await page.getByRole('tab', { name: /Patterns/, selected: true }).waitFor();
  await page.getByRole('complementary', { name: 'Details' }).getByText('release went out').first().waitFor();

  await page.keyboard.press('/');
  await page.keyboard.type('host-3');
  await page.keyboard.press('Enter');
  await page.getByText('500 of 2,001').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('4');
  await page.getByRole('button', { name: /^A\s*Baseline/ }).click();
  await page.getByRole('menuitemradio', { name: /^All other records at the same time/ }).click();
  await page.getByRole('button', { name: /^A\s*All others/ }).waitFor();
  const slower = page.getByRole('grid', { name: 'Changes, most significant first' }).getByRole('row').filter({ hasText: 'median of' });
  await slower.first().waitFor();
  expect(await slower.first().textContent()).toMatch(/\d+ ms → 9\d\d ms/);
  expect(window.errors).toEqual([]);
}, 60_000);
