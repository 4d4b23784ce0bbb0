import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dropFiles, type Host, missingForBrowser, type OpenWindow, startHost } from './browser.ts';
import { sidewaysScrolls } from './page-checks.ts';

const missing = missingForBrowser();
let host: Host;
let window: OpenWindow;
beforeAll(async () => {
  if (missing !== undefined) return;
  host = await startHost();
});
beforeEach(async ({ skip }) => {
  if (missing !== undefined) return skip(missing);
  window = await host.open();
  return undefined;
});
afterAll(async () => {
  if (missing === undefined) await host.close();
});

const at = (second: number): string => new Date(Date.UTC(2026, 8, 14, 12, 0, second)).toISOString();

test('markup, colours, directions and zero bytes in log lines stay text and do nothing', async () => {
  const { page } = window;
  const evil = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script><a href="https://example.com">click</a>';
  const lines = [
    `${at(1)} ERROR ${evil}`,
    `${at(2)} WARN \u001b[31mred\u001b[0m alert`,
    `${at(3)} INFO name=\u202egnp.exe ends here`,
    `${at(4)} INFO before\u0000after`,
    `${at(1)} INFO the clock went back`,
  ];
  await dropFiles(page, [{ name: `${'n'.repeat(240)}.log`, text: lines.join('\n') }]);
  await page.getByRole('tab', { name: /Records/ }).click({ timeout: 20_000 });
  const list = page.getByRole('grid', { name: 'Records' });
  await list.getByText('the clock went back').waitFor();
  await list.getByText(evil).click();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Record at line 1' }).waitFor();
  await page.getByRole('complementary', { name: 'Details' }).getByText('<img src=x', { exact: false }).first().waitFor();
  expect(await page.evaluate(() => Reflect.get(globalThis, 'hurt'))).toBeUndefined();
  expect(await page.locator('#root :is(img, script, a[href^="http"])').count()).toBe(0);
  expect(await sidewaysScrolls(page)).toEqual([]);
  expect([window.errors, window.foreignRequests]).toEqual([[], []]);
}, 60_000);

test('a line of megabytes is cut with its size, a record of two hundred fields opens, an empty file is said to be empty', async () => {
  const { page } = window;
  const fields = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`field_${i}`, `value ${i}`]));
  await dropFiles(page, [
    { name: 'long.log', text: `${at(1)} INFO begins ${'word '.repeat(160_000)}\n${at(2)} INFO short` },
    { name: 'wide.jsonl', text: JSON.stringify({ time: at(3), level: 'info', msg: 'wide one', ...fields }) },
    { name: 'empty.log', text: '' },
  ]);
  await page.getByRole('tab', { name: /Records/ }).click({ timeout: 30_000 });
  const list = page.getByRole('grid', { name: 'Records' });
  await list.getByText('… 800 kB').waitFor();
  await list.getByText('wide one').click();
  await page.keyboard.press('Enter');
  const record = page.getByRole('region', { name: 'Record at line 1' });
  await record.getByText('value 199').scrollIntoViewIfNeeded();
  await page.keyboard.press('i');
  await page.getByRole('complementary', { name: 'Details' }).getByText(/empty/).last().waitFor();
  expect([window.errors, window.foreignRequests]).toEqual([[], []]);
}, 60_000);
