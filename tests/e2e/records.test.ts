import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { dropFiles, type Host, missingForBrowser, type OpenWindow, startHost } from './browser.ts';

const missing = missingForBrowser();
let host: Host;
let window: OpenWindow;
let list: Locator;
beforeAll(async () => {
  if (missing === undefined) host = await startHost();
});
afterAll(() => host?.close());
beforeEach(async ({ skip }) => {
  if (missing !== undefined) return skip(missing);
  window = await host.open();
  list = window.page.getByRole('grid', { name: 'Records' });
  return undefined;
});
afterEach(async () => {
  if (missing !== undefined) return;
  expect(window.errors).toEqual([]);
  await window.close();
});

const FIRST_MS = Date.UTC(2026, 8, 14, 22, 0);
const LONG = 'and a tail that is far too long for one line of the list '.repeat(8);

/** Four hours around midnight: an order every 4 s, every twentieth refused with a long message. */
const shop = Array.from({ length: 3_600 }, (_, i) =>
  JSON.stringify({
    ts: new Date(FIRST_MS + i * 4_000).toISOString(),
    level: i % 20 === 0 ? 'error' : 'info',
    service: i % 2 === 0 ? 'checkout' : 'payments',
    msg: i % 20 === 0 ? `order ${i} refused ${LONG}` : `order ${i} saved`,
    pod: `pod-${i % 5}`,
  }),
).join('\n');

async function openRecords(): Promise<void> {
  await dropFiles(window.page, [{ name: 'shop.jsonl', text: shop }]);
  await window.page.getByRole('tab', { name: /Records/ }).click({ timeout: 20_000 });
  await list.getByText('order 1 saved').waitFor();
}

/** Whether an element is wholly within what the list shows. */
async function isInSight(row: Locator): Promise<boolean> {
  const [box, port] = [await row.boundingBox(), await list.locator('.rec-scroll').boundingBox()];
  return box !== null && port !== null && box.y >= port.y - 1 && box.y + box.height <= port.y + port.height + 1;
}

test('wrapped rows of different heights are walked to the very last one and back by keys', async () => {
  const { page } = window;
  await openRecords();
  await list.getByText('order 1 saved').click();
  await page.keyboard.press('w');
  const high = list.getByRole('row').filter({ hasText: 'order 0 refused' });
  await expect.poll(async () => (await high.boundingBox())?.height ?? 0).toBe(6 * 22);
  await page.keyboard.press('End');
  const last = list.getByRole('row').filter({ hasText: 'order 3599 saved' });
  await expect.poll(() => isInSight(last)).toBe(true);
  await page.getByText(/Record 3,\d{3} to 3,600 of 3,600/).waitFor();
  expect([await last.getAttribute('aria-rowindex'), await last.getAttribute('aria-selected')]).toEqual(['3601', 'true']);
  await page.keyboard.press('Home');
  await expect.poll(() => isInSight(high)).toBe(true);
  expect(await high.getAttribute('aria-selected')).toBe('true');
}, 60_000);

test('a selected pattern that the filter leaves out says so and offers to clear the filter', async () => {
  const { page } = window;
  await openRecords();
  await list.getByText('order 1 saved').click();
  await page.keyboard.press('x');
  await page.getByText('No record of this pattern passes the filter.').waitFor();
  await page.getByRole('complementary', { name: 'Details' }).getByRole('button', { name: 'Clear all filters' }).click();
  await page.getByText('3,600 of 3,600').waitFor();
}, 60_000);

test('a click on the ruler beside the list goes to that time, and its box stands there', async () => {
  const { page } = window;
  await openRecords();
  const ruler = page.getByRole('slider', { name: 'Time of the records in sight' });
  await expect.poll(() => ruler.locator('rect.lv-error').count()).toBeGreaterThan(10);
  const { height } = (await ruler.boundingBox()) ?? { height: 0 };
  await ruler.click({ position: { x: 7, y: height / 2 } });
  await list.getByText('order 1800 saved').or(list.getByText('order 1801 saved')).first().waitFor();
  expect(await ruler.getAttribute('aria-valuetext')).toMatch(/^1[45] Sep (23:59|00:0\d):\d\d – /);
  expect(Math.abs(Number(await ruler.getAttribute('aria-valuenow')) - height / 2)).toBeLessThan(12);
}, 60_000);

test('an opened record shows its stack trace by its parts, its fields with counts and the lines around it', async () => {
  const { page } = window;
  const line = (i: number, rest: string): string => `2026-09-14 22:00:${String(i).padStart(2, '0')},000 ERROR [w-1] shop.Stock: ${rest}`;
  const frames = [1, 2, 3, 4].map((i) => `\tat java.base/java.lang.Thread.run${i}(Thread.java:${i})`).join('\n');
  const trace = `java.lang.IllegalStateException: late\n\tat shop.Sync.run(Sync.java:9)\n${frames}`;
  const text = Array.from({ length: 40 }, (_, i) => line(i, i === 5 ? `sync failed\n${trace}` : `sku ${i} lost`)).join('\n');
  await dropFiles(page, [{ name: 'stock.log', text }]);
  await page.getByRole('tab', { name: /Records/ }).click({ timeout: 20_000 });
  await list.getByText('sync failed').click();
  await page.keyboard.press('Enter');
  const record = page.getByRole('region', { name: 'Record at line 6' });
  await record.getByText('shop.Sync.run(Sync.java:9)').waitFor();
  await record.getByText('stock.log, lines 6 – 12').waitFor();
  expect(await record.getByText('Thread.run4').count()).toBe(0);
  await record.getByRole('button', { name: '4 library frames' }).click();
  await record.getByText('Thread.run4').waitFor();
  await record.getByText('sku 4 lost').waitFor();
  await record.getByText('sku 6 lost').waitFor();
  await record.getByRole('button', { name: 'Raw' }).click();
  await record.getByText('22:00:05,000 ERROR [w-1] shop.Stock: sync failed').waitFor();
}, 60_000);

test('a line with the date divides the list where midnight lies', async () => {
  const { page } = window;
  await openRecords();
  await list.getByText('order 1 saved').click();
  const divider = page.getByRole('separator', { name: 'New day: 15 Sep' });
  expect(await divider.count()).toBe(0);
  await page.keyboard.press('t');
  await page.keyboard.type('23:59:50');
  await page.keyboard.press('Enter');
  await divider.waitFor();
  const below = list.getByRole('row').filter({ hasText: 'order 1800 refused' });
  const [line, row] = [await divider.boundingBox(), await below.boundingBox()];
  expect(line !== null && row !== null && Math.abs(line.y + line.height - row.y)).toBeLessThan(1);
}, 60_000);

test('the menu of a row opens by key and by the right button, and filters by what was pointed at', async () => {
  const { page } = window;
  await openRecords();
  const row = list.getByRole('row').filter({ hasText: 'order 1 saved' });
  await row.click();
  await page.keyboard.press('.');
  const menu = page.getByRole('menu', { name: 'Actions of the record' });
  await menu.getByRole('menuitem', { name: 'Only service payments' }).waitFor();
  // Opening it moves nothing under it.
  expect((await page.getByRole('tab', { name: /Records/ }).boundingBox())?.y).toBeGreaterThan(100);
  await menu.getByRole('menuitem', { name: /^Pin/ }).click();
  await list.locator('.gut.pin').waitFor();
  expect(await row.evaluate((element) => element === document.activeElement)).toBe(true);

  await row.getByText('payments').click({ button: 'right' });
  await menu.getByRole('menuitem', { name: 'Exclude service payments' }).click();
  await page.getByText('1,800 of 3,600').waitFor();
  await list.getByText('order 2 saved').click({ button: 'right' });
  await menu.getByRole('menuitem', { name: 'Show the pattern' }).click();
  const patterns = page.getByRole('grid', { name: 'Patterns' });
  await patterns.locator('[aria-selected="true"]').getByText('saved').waitFor();
}, 60_000);

test('a field chosen as a column stands in every row, filters by its menu, and is there again after a reload', async () => {
  const { page } = window;
  await openRecords();
  await page.keyboard.press('v');
  const chooser = page.getByRole('dialog', { name: 'Columns' });
  // It hangs out of the bar of tabs: a click beside the bar must land on it.
  const box = await chooser.getByRole('checkbox', { name: 'pod' }).boundingBox();
  await page.mouse.click((box?.x ?? 0) + 20, (box?.y ?? 0) + 8);
  await chooser.getByRole('checkbox', { name: 'Gap' }).click();
  await page.keyboard.press('Escape');
  const row = list.getByRole('row').filter({ hasText: 'order 3 saved' });
  await row.getByText('pod-3').click({ button: 'right' });
  expect(await list.getByRole('columnheader', { name: 'Gap' }).count()).toBe(0);
  await page.getByRole('menuitem', { name: 'Only pod pod-3' }).click();
  await page.getByText('720 of 3,600').waitFor();
  await expect
    .poll(
      async () => {
        await page.reload();
        return list
          .getByRole('columnheader', { name: 'pod' })
          .waitFor({ timeout: 3_000 })
          .then(
            () => true,
            () => false,
          );
      },
      { timeout: 20_000 },
    )
    .toBe(true);
}, 60_000);

test('a saved view brings back query, time and tab from the filters and from the palette', async () => {
  const { page } = window;
  await openRecords();
  await page.getByRole('combobox', { name: 'Search and filter' }).fill('level:ERROR');
  await page.keyboard.press('Enter');
  await page.getByText('180 of 3,600').waitFor();
  await page.keyboard.press('Control+s');
  await page.getByRole('textbox', { name: 'Name' }).fill('Refused orders');
  await page.keyboard.press('Enter');
  const saved = page.getByRole('region', { name: 'Saved views' }).getByRole('button', { name: 'Refused orders', exact: true });
  expect(await saved.getAttribute('aria-current')).toBe('true');

  await page.getByRole('tab', { name: /Patterns/ }).click();
  await page.keyboard.press('Shift+Escape');
  await page.getByText('3,600 of 3,600').waitFor();
  await saved.click();
  await page.getByText('180 of 3,600').waitFor();
  expect(await page.getByRole('tab', { name: /Records/ }).getAttribute('aria-selected')).toBe('true');

  await page.keyboard.press('Shift+Escape');
  await page.getByText('3,600 of 3,600').waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('refused');
  await page.getByRole('option', { name: /^Refused orders/ }).waitFor();
  await page.getByRole('option', { name: /^Refused orders/ }).click();
  await page.getByText('180 of 3,600').waitFor();
}, 60_000);

test('in a narrow window the details lie over the list at its right, and the list keeps its height', async () => {
  const { page } = window;
  await page.setViewportSize({ width: 960, height: 600 });
  await openRecords();
  const before = await list.boundingBox();
  await list.getByText('order 1 saved').click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByRole('tab', { name: /Pattern/ }).waitFor();
  const box = await details.boundingBox();
  expect([(box?.x ?? 0) + (box?.width ?? 0), await list.boundingBox()]).toEqual([960, before]);
}, 60_000);
