import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Host, missingForBrowser, type OpenWindow, openSample, startHost } from './browser.ts';

const missing = missingForBrowser();
let host: Host;
let window: OpenWindow;
beforeAll(async () => {
  if (missing !== undefined) return;
  host = await startHost();
  window = await host.open();
  await openSample(window.page);
}, 90_000);
beforeEach(({ skip }) => (missing === undefined ? undefined : skip(missing)));
afterAll(async () => {
  if (missing !== undefined) return;
  expect([window.errors, window.foreignRequests]).toEqual([[], []]);
  await host.close();
});

const numberOf = (text: string | null): number => Number((text ?? '').replace(/[^\d]/g, ''));

/** The records found, as each place of the screen counts them. */
async function sums(page: Page): Promise<Record<string, number>> {
  const sumOf = async (selector: string): Promise<number> =>
    (await page.locator(selector).allTextContents()).reduce((sum, text) => sum + numberOf(text), 0);
  return {
    levels: await sumOf('section[aria-label="Level"] .cnt'),
    services: await sumOf('section[aria-label="Service"] .cnt'),
    queryBar: numberOf(await page.locator('.querybar b.strong').textContent()),
  };
}

/** The table of the timeline lists every bucket. */
async function timelineSum(page: Page): Promise<number> {
  await page.getByRole('button', { name: /^Linear/ }).click();
  await page.getByRole('menuitem', { name: 'Show as table' }).click();
  const totals = await page.locator('.bucket-table tbody td').allTextContents();
  await page.keyboard.press('Escape');
  return totals.reduce((sum, text) => sum + numberOf(text), 0);
}

test('levels, services, timeline and query bar count the same records, whatever is asked', async () => {
  const { page } = window;
  const input = page.getByRole('combobox', { name: 'Search and filter' });
  const { queryBar: all } = await sums(page);
  for (const query of ['', 'source:payments.log', 'GET']) {
    // What was entered before is a token by now: it would be asked as well.
    await page.keyboard.press('Shift+Escape');
    await expect.poll(async () => (await sums(page)).queryBar).toBe(all);
    await input.fill(query);
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => {
        const { levels, services, queryBar } = await sums(page);
        return queryBar > 0 && (query === '' || queryBar < all) && levels === queryBar && services === queryBar;
      })
      .toBe(true);
    expect(await timelineSum(page)).toBe((await sums(page)).queryBar);
  }
  await page.keyboard.press('Shift+Escape');
}, 90_000);

test('the shares of all patterns are one, and their counts all records', async () => {
  const { page } = window;
  await page.keyboard.press('1');
  await page.setViewportSize({ width: 1440, height: 5_000 });
  const rows = page.locator('[data-pattern]');
  // The answer to the query before may stand there for a moment, in one place and then in the other.
  await expect
    .poll(async () => {
      const patterns = numberOf(await page.getByRole('tab', { name: /^Patterns/ }).textContent());
      const counts = (await rows.locator('.two > span.num:not(.t)').allTextContents()).map(numberOf);
      const { queryBar } = await sums(page);
      return counts.length === patterns && counts.reduce((sum, count) => sum + count, 0) === queryBar;
    })
    .toBe(true);
  const shares = (await rows.locator('small.num').allTextContents()).map((text) => (text.startsWith('<') ? 0 : Number.parseFloat(text)));
  const sum = shares.reduce((total, share) => total + share, 0);
  expect(sum).toBeGreaterThan(98.5);
  expect(sum).toBeLessThan(101.5);
  await page.setViewportSize({ width: 1440, height: 900 });
}, 60_000);

test('of words typed fast only the last answer is shown, on whatever tab one is by then', async () => {
  const { page } = window;
  const found = page.locator('.querybar b.strong');
  const input = page.getByRole('combobox', { name: 'Search and filter' });
  await input.fill('pool exhausted');
  await page.keyboard.press('Enter');
  await expect.poll(async () => numberOf(await found.textContent())).toBeLessThan(10_000);
  const wanted = await found.textContent();
  await page.keyboard.press('Shift+Escape');
  await expect.poll(async () => numberOf(await found.textContent())).toBeGreaterThan(90_000);

  await input.focus();
  await page.keyboard.type('pool exhausted');
  await page.getByRole('tab', { name: /Records/ }).click();
  await expect.poll(() => found.textContent()).toBe(wanted);
  const list = page.getByRole('grid', { name: 'Records' });
  await expect.poll(() => list.getAttribute('aria-rowcount')).toBe(String(numberOf(wanted) + 1));
  expect(await list.locator('.rec-item .msg').first().textContent()).toContain('pool exhausted');
  // What was typed is a step back only once it was entered.
  await input.focus();
  await page.keyboard.press('Escape');
  await expect.poll(async () => numberOf(await found.textContent())).toBeGreaterThan(90_000);
}, 60_000);
