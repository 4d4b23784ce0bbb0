import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Host, missingForBrowser, type OpenWindow, openSample, startHost } from './browser.ts';
import { clippedTexts, faintTexts, sidewaysScrolls } from './page-checks.ts';

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

test('policies for the sample incident are proposed, read, weakened and switched off, and stay with the investigation', async () => {
  const { page } = window;
  await openSample(page);
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.getByRole('button', { name: 'Find what nobody would miss' }).click();
  const grid = page.getByRole('grid', { name: 'Policies' });
  const gateway = grid.getByRole('row').filter({ hasText: 'HTTP/1.1" 200' });
  await gateway.waitFor({ timeout: 60_000 });
  const details = page.getByRole('complementary', { name: 'Policy details' });
  await details.getByText(/^All 110,486 records, /).waitFor({ timeout: 60_000 });

  // Half of the bytes, every anomaly.
  const saved = await page.locator('.sum').textContent();
  expect(Number(/Bytes saved([\d.]+)%/.exec(saved ?? '')?.[1])).toBeGreaterThanOrEqual(50);
  expect(saved).toMatch(/(\d+) of \1 anomalies/);
  expect(await grid.getByRole('row').filter({ hasText: 'Always keep ERROR and FATAL' }).getByRole('switch').count()).toBe(0);

  await gateway.click();
  await details.getByText('0 of 5,977 dropped').waitFor();
  await details.getByText(/^[\d,]+ of 20,565 records go$/).waitFor();
  await details.getByRole('list', { name: 'Sample of records' }).getByText('goes').first().waitFor();

  // An edit is tried on every record while one types.
  await details.getByRole('button', { name: 'Edit' }).click();
  const form = page.getByRole('complementary', { name: 'Edit policy' });
  await form.getByRole('region', { name: 'How far can it go' }).getByRole('row').nth(5).waitFor({ timeout: 30_000 });
  await form.getByLabel('Share kept, in percent').fill('50');
  await gateway.getByText(/^10\.\dk dropped$/).waitFor({ timeout: 30_000 });
  await page.keyboard.press('Control+Enter');
  await details.getByText('Safety checks').waitFor();
  expect(await gateway.textContent()).toMatch(/Keep 50%/);

  await gateway.getByRole('switch').click();
  await page.getByText(/^With \d+ policies on$/).waitFor();
  expect(await gateway.getByRole('switch').getAttribute('aria-checked')).toBe('false');
  await details.getByRole('tab', { name: 'History' }).click();
  await details.getByText('Keep 50%, off').waitFor();

  await page.reload();
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Policies' }).click();
  await gateway.waitFor({ timeout: 30_000 });
  expect(await gateway.getByRole('switch').getAttribute('aria-checked')).toBe('false');
  expect(window.errors).toEqual([]);
  expect(window.foreignRequests).toEqual([]);
}, 240_000);

test('a rule that would take errors and many patterns is blocked and says why; keys alone write it', async () => {
  const { page } = window;
  await openSample(page);
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.getByRole('button', { name: 'New policy' }).click();
  const form = page.getByRole('complementary', { name: 'Edit policy' });
  await form.getByLabel('Value').fill('connection');
  await form.getByRole('button', { name: 'Drop', exact: true }).click();
  await form.getByLabel('Remove the condition').first().click();
  await form.getByText('its conditions let them in').waitFor({ timeout: 60_000 });
  await form.getByText('It cannot be turned on like this').waitFor();
  expect(await form.getByRole('button', { name: 'Save and turn on' }).count()).toBe(0);
  await form.getByRole('button', { name: 'Save, turned off' }).click();
  const row = page.getByRole('grid', { name: 'Policies' }).getByRole('row').filter({ hasText: 'New policy' });
  await row.getByRole('img', { name: 'Blocked' }).waitFor();
  expect(window.errors).toEqual([]);
}, 240_000);

test('M makes a policy of the selected pattern, which is saved or opened again; the list of keys names it', async () => {
  const { page } = window;
  await openSample(page);
  const patterns = page.getByRole('grid', { name: 'Patterns' });
  await patterns.getByRole('row').nth(1).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Make a policy of the pattern').waitFor();
  await page.keyboard.press('Escape');
  await patterns.getByRole('row').filter({ hasText: 'Created pod: payments-' }).first().click();
  await page.keyboard.press('m');
  const form = page.getByRole('complementary', { name: 'Edit policy' });
  await form.getByText(/^24 match$/).waitFor({ timeout: 60_000 });
  await page.getByText('No policy yet. The new one comes here when it is saved.').waitFor();
  expect(await form.getByLabel('Name').inputValue()).toMatch(/^Keep 10% of /);
  // It belongs to the incident, which a sample of it would hide.
  await form.getByText('It cannot be turned on like this').waitFor({ timeout: 60_000 });
  await form.getByRole('button', { name: 'Save, turned off' }).click();
  const rows = page.getByRole('grid', { name: 'Policies' }).getByRole('row');
  await rows.filter({ hasText: 'Keep 10%' }).waitFor();

  // The same pattern has its policy now.
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await patterns.getByRole('row').filter({ hasText: 'Created pod: payments-' }).first().click();
  await page.keyboard.press('m');
  await form.getByRole('button', { name: 'Delete' }).waitFor();
  expect(await rows.filter({ hasText: 'Keep 10%' }).count()).toBe(1);
  expect(window.errors).toEqual([]);
}, 240_000);

test('the policies can be read in both themes and in small windows', async () => {
  const { page } = window;
  await openSample(page);
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.getByRole('button', { name: 'Find what nobody would miss' }).click();
  await page.getByText(/^All 110,486 records, /).waitFor({ timeout: 120_000 });
  const isReadable = async (what: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const troubles = { clipped: await clippedTexts(page), faint: await faintTexts(page), sideways: await sidewaysScrolls(page) };
      expect([what, colorScheme, troubles]).toEqual([what, colorScheme, { clipped: [], faint: [], sideways: [] }]);
    }
  };
  const sizes = [
    { width: 1440, height: 900 },
    { width: 960, height: 600 },
  ];
  for (const size of sizes) {
    await page.setViewportSize(size);
    await isReadable(`details at ${size.width}`);
  }
  await page.getByRole('row').filter({ hasText: 'HTTP/1.1" 200' }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('region', { name: 'How far can it go' }).getByRole('row').nth(5).waitFor({ timeout: 60_000 });
  for (const size of sizes) {
    await page.setViewportSize(size);
    await isReadable(`the form at ${size.width}`);
  }
}, 240_000);
