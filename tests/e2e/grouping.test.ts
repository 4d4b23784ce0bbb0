import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dropFiles, type Host, missingForBrowser, type OpenWindow, startHost } from './browser.ts';

const missing = missingForBrowser();
let host: Host;
let window: OpenWindow;
beforeAll(async () => {
  if (missing !== undefined) return;
  host = await startHost();
  window = await host.open();
}, 90_000);
beforeEach(({ skip }) => (missing === undefined ? undefined : skip(missing)));
afterAll(async () => {
  if (missing !== undefined) return;
  expect(window.errors).toEqual([]);
  await host.close();
});

const MESSAGES = [
  ...['ann', 'bob', 'cyd', 'dan', 'eve', 'fay'].map((user) => `Failed password for ${user} from 10.0.0.7 port 4022`),
  'Accepted password for root from 10.0.0.9 port 4024',
  'Disk 3 is full',
  'Disk 4 is nearly full',
  'Disk 5 full, deleting files',
  'Nothing else to say',
];
const LOG = MESSAGES.map((message, i) => `2026-01-31 12:00:${i + 10} INFO ${message}\n`).join('');

test('the slider takes patterns together by topic and apart into forms, by keys alone', async () => {
  const { page } = window;
  await dropFiles(page, [{ name: 'app.log', text: LOG }]);
  const slider = page.getByRole('slider', { name: 'Detail of the patterns' });
  await slider.waitFor({ timeout: 20_000 });
  const rows = page.getByRole('grid', { name: 'Patterns' }).locator('.trow');
  await expect.poll(() => rows.count()).toBe(6);

  await slider.press('End');
  const disks = rows.filter({ hasText: 'disk full' });
  await disks.waitFor();
  expect(await disks.getAttribute('aria-expanded')).toBe('true');
  await expect.poll(() => rows.count()).toBe(8);

  // The table's own stop, then down to the head of the group, which Enter closes.
  await rows.first().focus();
  await page.keyboard.press('End');
  while ((await disks.getAttribute('tabindex')) !== '0') await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  expect(await disks.getAttribute('aria-expanded')).toBe('false');
  await expect.poll(() => rows.count()).toBe(5);

  await slider.press('Home');
  await rows.filter({ hasText: 'Failed password for ann' }).waitFor();
  await expect.poll(() => rows.count()).toBe(12);
}, 90_000);
