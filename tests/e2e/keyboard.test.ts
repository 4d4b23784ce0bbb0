import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FileChooser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Host, missingForBrowser, type OpenWindow, startHost } from './browser.ts';

const missing = missingForBrowser();
let host: Host;
let window: OpenWindow;
let folder: string;
beforeAll(async () => {
  if (missing !== undefined) return;
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-keys-'));
  host = await startHost();
  window = await host.open();
});
beforeEach(({ skip }) => (missing === undefined ? undefined : skip(missing)));
afterAll(async () => {
  if (missing !== undefined) return;
  expect(window.errors).toEqual([]);
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Where the focus is, and whether it can be seen: its own ring, or that of the box it writes in. */
function focusOf(page: Page): Promise<{ readonly on: string; readonly isSeen: boolean }> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || focused === document.body) return { on: 'nothing', isSeen: false };
    const rings = [focused, ...(focused.matches('input, textarea') ? [focused.parentElement] : [])].filter((element) => element !== null);
    const isSeen = rings.some((element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
    });
    return { on: focused.getAttribute('aria-label') ?? focused.textContent?.trim().slice(0, 40) ?? focused.tagName, isSeen };
  });
}

test('from files to a pinned record by keys alone, the focus in sight and back where it was', async () => {
  const { page } = window;
  const file = path.join(folder, 'shop.log');
  const lines = Array.from({ length: 3_000 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 8, 14, 12) + i * 1_000).toISOString();
    return i % 10 === 0 ? `${time} ERROR payment of order ${i} refused` : `${time} INFO cart ${i} saved`;
  });
  writeFileSync(file, lines.join('\n'));
  await page.getByText('Drop log files or a folder').waitFor();
  // A page that was just drawn may not listen yet: a person presses again.
  const chosen: FileChooser[] = [];
  page.once('filechooser', (chooser) => chosen.push(chooser));
  await expect
    .poll(
      async () => {
        if (chosen.length === 0) await page.keyboard.press('Control+o');
        return chosen.length;
      },
      { interval: 500 },
    )
    .toBe(1);
  await chosen[0].setFiles(file);
  await page.locator('.querybar').getByText('3,000 of 3,000').waitFor({ timeout: 20_000 });

  await page.keyboard.press('/');
  expect(await focusOf(page)).toEqual({ on: 'Search and filter', isSeen: true });
  await page.keyboard.type('level:ERROR');
  await page.keyboard.press('Enter');
  await page.getByText('300 of 3,000').waitFor();
  await page.keyboard.press('Escape');

  await page.keyboard.press('j');
  const patterns = page.getByRole('grid', { name: 'Patterns' });
  await patterns.getByRole('row', { selected: true }).and(page.locator(':focus')).waitFor();
  expect((await focusOf(page)).isSeen).toBe(true);
  await page.keyboard.press('Enter');
  const list = page.getByRole('grid', { name: 'Records' });
  await list.getByText('payment of order 0 refused').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  const row = list.getByRole('row', { selected: true });
  await row.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('p');
  await row.locator('.gut.pin').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: /^Record at line/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: /^Record at line/ }).waitFor({ state: 'detached' });
  expect(await row.evaluate((element) => element === document.activeElement)).toBe(true);

  for (const [key, name] of [
    ['?', 'Shortcuts'],
    ['Control+,', 'Settings'],
    ['Control+k', 'Commands'],
  ] as const) {
    await page.keyboard.press(key);
    const dialog = page.getByRole('dialog', { name });
    await dialog.waitFor();
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await row.evaluate((element) => element === document.activeElement)).toBe(true);
  }
}, 60_000);

test('every stop of Tab through the window can be seen and says what it is, and F6 goes from region to region', async () => {
  const { page } = window;
  await page.keyboard.press('Shift+Escape');
  await page.keyboard.press('1');
  await page.locator('[data-pattern]').first().click();
  await page.getByRole('region', { name: 'Examples' }).waitFor();
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  const stops = new Set<string>();
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab');
    const { on, isSeen } = await focusOf(page);
    if (on === 'nothing') continue;
    expect({ on, isSeen }).toEqual({ on, isSeen: true });
    expect(on).not.toBe('');
    stops.add(on);
  }
  expect(stops.size).toBeGreaterThan(20);
  const regions = new Set<string | null>();
  for (let step = 0; step < 9; step++) {
    await page.keyboard.press('F6');
    regions.add(await page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? null));
  }
  expect([...regions].sort()).toEqual(['facets', 'inspector', 'query', 'status', 'table', 'tabs', 'timeline', 'title']);
}, 60_000);

test('in the pattern table S sorts by the next column, W wraps, a full stop opens the menu, R shows the records', async () => {
  const { page } = window;
  await page.keyboard.press('Shift+Escape');
  await page.keyboard.press('1');
  const grid = page.getByRole('grid', { name: 'Patterns' });
  await grid.getByRole('row').filter({ hasText: 'refused' }).click();
  const sorted = grid.locator('[aria-sort]');
  expect(await sorted.textContent()).toContain('Trend');
  await page.keyboard.press('s');
  expect([(await sorted.textContent())?.trim(), await sorted.getAttribute('aria-sort')]).toEqual(['Count', 'descending']);
  await page.keyboard.press('Shift+S');
  expect(await sorted.getAttribute('aria-sort')).toBe('ascending');
  await page.keyboard.press('w');
  expect(await grid.getAttribute('class')).toContain('wrapped');
  await page.keyboard.press('w');
  await page.keyboard.press('.');
  await page
    .getByRole('menu', { name: 'Actions of the pattern' })
    .getByRole('menuitem', { name: /^Exclude this pattern/ })
    .waitFor();
  await page.keyboard.press('Escape');
  expect(await grid.getByRole('row', { selected: true }).evaluate((row) => row === document.activeElement)).toBe(true);
  await page.keyboard.press('r');
  await page.getByText('300 of 3,000').waitFor();
  expect(await page.getByRole('tab', { name: /Records/ }).getAttribute('aria-selected')).toBe('true');
}, 60_000);
