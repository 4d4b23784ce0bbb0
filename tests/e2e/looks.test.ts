import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Host, missingForBrowser, type OpenWindow, openSample, startHost } from './browser.ts';
import { clippedTexts, faintTexts, sidewaysScrolls } from './page-checks.ts';

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
  expect(window.errors).toEqual([]);
  await host.close();
});

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 960, height: 600 },
  // The first one at 200% zoom.
  { width: 720, height: 450 },
];

/** From state to state by keys and clicks, each beginning where the one before ended. */
const STATES: readonly { readonly name: string; reach(page: Page): Promise<void> }[] = [
  { name: 'patterns', reach: (page) => page.locator('[data-pattern]').first().waitFor() },
  {
    name: 'a pattern with values longer than the panel is wide',
    reach: async (page) => {
      const started = page.locator('[data-pattern]').filter({ hasText: 'starting payments' });
      await expect
        .poll(async () => {
          if ((await started.count()) === 0) await page.locator('[data-pattern]').last().scrollIntoViewIfNeeded();
          return started.count();
        })
        .toBe(1);
      await started.click();
      await page
        .locator('.val')
        .filter({ hasText: /[0-9a-f]{40}/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'a selected pattern',
    reach: async (page) => {
      await page.locator('[data-pattern]').nth(1).click();
      await page.getByRole('region', { name: 'Examples' }).waitFor();
    },
  },
  {
    name: 'the expression of a pattern',
    reach: async (page) => {
      const section = page.getByRole('region', { name: 'Expression' });
      await section.getByRole('button', { name: 'make and try it' }).click();
      await section.getByText('and none of another pattern.').waitFor();
      const source = await section.locator('code').innerText();
      expect(source).toMatch(/^\^.*\$$/);
      // Examples begin with their time.
      const messages = (await page.locator('.ex').allInnerTexts()).map((text) => text.slice(text.indexOf(' ') + 1));
      expect(messages.length).toBeGreaterThan(0);
      expect(messages.filter((message) => !new RegExp(source).test(message))).toEqual([]);
    },
  },
  {
    name: 'an opened record',
    reach: async (page) => {
      await page.keyboard.press('2');
      await page.locator('.rec-item').first().waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: /^Record at line/ }).waitFor();
    },
  },
  {
    name: 'anomalies',
    reach: async (page) => {
      await page.keyboard.press('3');
      await page.getByRole('option').first().click();
      await page.getByText('Not in the logs').waitFor();
      await page.getByRole('region', { name: 'What deviates' }).getByText('kube-events').first().waitFor();
    },
  },
  {
    name: 'a comparison',
    reach: async (page) => {
      await page.keyboard.press('4');
      const halves = page.getByRole('button', { name: 'Compare the second half with the first' });
      const changes = page.getByRole('grid', { name: 'Changes, most significant first' });
      await halves.or(changes).waitFor();
      if (await halves.isVisible()) await halves.click();
      await changes.getByRole('row').nth(1).click();
      await page.getByRole('region', { name: 'Method' }).waitFor();
    },
  },
  {
    name: 'the palette',
    reach: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('pay');
      await page.getByRole('option').nth(3).waitFor();
    },
  },
  { name: 'the settings', reach: (page) => openDialog(page, 'Control+,', 'Settings') },
  {
    name: 'the settings of models',
    reach: async (page) => {
      await openDialog(page, 'Control+,', 'Settings');
      await page.getByRole('button', { name: 'Explanations' }).click();
      await page.getByRole('radio', { name: /Hosted model/ }).click();
      await page.getByText('Type send to confirm').waitFor();
    },
  },
  { name: 'the shortcuts', reach: (page) => openDialog(page, '?', 'Shortcuts') },
  {
    name: 'nothing found',
    reach: async (page) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('/');
      await page.keyboard.type('service:payments level:FATAL nosuchword');
      await page.keyboard.press('Enter');
      await page.getByText('No record matches all 3 filters').waitFor();
    },
  },
];

async function openDialog(page: Page, key: string, title: string): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press(key);
  await page.getByRole('dialog', { name: title }).waitFor();
}

async function begin(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Escape');
  await page.keyboard.press('1');
  await page.setViewportSize({ width: 1440, height: 900 });
}

const faultsOf = async (page: Page) => ({
  clipped: await clippedTexts(page),
  faint: await faintTexts(page),
  sideways: await sidewaysScrolls(page),
});
const NO_FAULTS = { clipped: [], faint: [], sideways: [] };

test.each(['dark', 'light'] as const)(
  'in %s no text is cut or faint and nothing is wider than the window, in any state at any size',
  async (colorScheme) => {
    const { page } = window;
    await page.emulateMedia({ colorScheme });
    await begin(page);
    for (const { name, reach } of STATES) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await reach(page);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await expect.poll(async () => ({ name, ...size, ...(await faultsOf(page)) })).toEqual({ name, ...size, ...NO_FAULTS });
      }
    }
  },
  120_000,
);

test('with reduced motion nothing moves, with forced colours the selected row has an edge', async () => {
  const { page } = window;
  await begin(page);
  await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
  await page.locator('[data-pattern]').first().click();
  await page.getByRole('region', { name: 'Examples' }).waitFor();
  expect(await page.locator('.trow.sel').evaluate((row) => getComputedStyle(row).outlineStyle)).toBe('solid');
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference', forcedColors: 'none' });
}, 60_000);

test('a window at rest sets no timers and draws no frames', async () => {
  const { page } = window;
  await begin(page);
  await page.locator('[data-pattern]').first().waitFor();
  // All that the answers of the last view set off has ended when a second has passed without a task of the page's own.
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const { requestAnimationFrame: frame, setTimeout: timer, setInterval: interval } = globalThis;
          let asked = 0;
          const counted =
            <A extends unknown[], R>(real: (...args: A) => R) =>
            (...args: A): R => {
              asked += 1;
              return real(...args);
            };
          Object.assign(globalThis, { requestAnimationFrame: counted(frame), setTimeout: counted(timer), setInterval: counted(interval) });
          await new Promise((resolve) => timer(resolve, 1_000));
          Object.assign(globalThis, { requestAnimationFrame: frame, setTimeout: timer, setInterval: interval });
          return asked;
        }),
      { timeout: 20_000 },
    )
    .toBe(0);
}, 60_000);

test('numbers are written as the system writes them', async () => {
  const german = await host.open({ locale: 'de-DE' });
  await openSample(german.page);
  await german.page
    .locator('.querybar')
    .getByText(/^\d{3}\.\d{3} of \d{3}\.\d{3}$/)
    .waitFor();
  expect(german.errors).toEqual([]);
  await german.close();
}, 90_000);
