import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startTestServer } from '../policy-server/test-server.ts';
import { type Host, missingForBrowser, type OpenWindow, openSample, startHost } from './browser.ts';

const missing = missingForBrowser();
if (missing !== undefined) process.stdout.write(`browser tests skipped: ${missing}\n`);

let host: Host;
let window: OpenWindow;
beforeAll(async () => {
  if (missing !== undefined) return;
  host = await startHost();
  window = await host.open();
  window.page.setDefaultTimeout(15_000);
  const { page } = window;
  await openSample(page);
  await page
    .getByRole('button', { name: /^Policies/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Find what nobody would miss' }).click();
  await page
    .getByRole('complementary', { name: 'Policy details' })
    .getByText(/^All 110,486 records, /)
    .waitFor({ timeout: 60_000 });
});
afterAll(async () => {
  await window?.close();
  await host?.close();
});
beforeEach(({ skip }) => (missing === undefined ? undefined : skip(missing)));

test('policies are exported to another program: how well each says them, the file, and the records that differ', async () => {
  const { page } = window;
  await page.keyboard.press('Control+e');
  const dialog = page.getByRole('dialog', { name: /^Export \d+ polic/ });
  const targets = dialog.getByRole('radiogroup', { name: 'Export to' });
  await targets.getByRole('radio', { name: /Vector/ }).click();
  const preview = dialog.getByRole('region', { name: 'Preview of logsift.vector.yaml' });
  await preview.getByText('logsift_filter:').first().waitFor();
  expect(await targets.getByRole('radio').count()).toBe(12);
  expect(await targets.getByRole('radio', { name: /Logsift policies/ }).textContent()).toMatch(/\d+ exact/);
  await dialog.getByRole('button', { name: 'Show the records that differ' }).click();
  await dialog.getByText(/decides like the policies|would be decided differently/).waitFor({ timeout: 30_000 });
  if (process.env.SHOTS) await page.screenshot({ path: '/tmp/ps/export.png' });

  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save file' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('logsift.vector.yaml');
  expect(Object.keys(parse(readFileSync(await download.path(), 'utf8')).transforms)).toContain('logsift_filter');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('policies are published with a reason, seen in the history, and rolled back', async () => {
  const { page } = window;
  const server = await startTestServer();
  const url = await server.listen();
  await page.getByRole('button', { name: 'Publish' }).click();
  const form = page.getByRole('dialog', { name: 'Policy server' });
  await form.getByLabel('Address').fill(url);
  await form.getByLabel('Key that may write').fill('lsp_write_wrong');
  await form.getByRole('button', { name: 'Connect' }).click();
  await form.getByText(/unknown or was revoked/).waitFor();
  await form.getByLabel('Key that may write').fill(server.keys.write);
  await form.getByRole('button', { name: 'Connect' }).click();

  const dialog = page.getByRole('dialog', { name: `Publish v1 to ${new URL(url).host}` });
  await dialog.getByText('v1, the first').waitFor();
  const service = await dialog.getByLabel('Service').inputValue();
  const publish = dialog.getByRole('button', { name: /^Publish v1/ });
  expect(await publish.isDisabled()).toBe(true);
  await dialog.getByLabel('Reason').fill('cost review');
  await dialog.getByLabel('All agents now').check();
  if (process.env.SHOTS) await page.screenshot({ path: '/tmp/ps/publish.png' });
  await page.keyboard.press('Control+Enter');
  const second = page.getByRole('dialog', { name: /^Publish v2 to/ });
  await second.getByText('Live since').waitFor();
  await second.getByText('Nothing changes.').waitFor();
  const delivered = (await server.call('GET', `/api/v1/policies/${encodeURIComponent(service)}`)).body;
  expect([delivered.version, delivered.policies.length > 0]).toEqual([1, true]);

  // Somebody else takes everything away; the window sees it, and brings it back.
  await server.call('DELETE', `/api/v1/policies/${encodeURIComponent(service)}?reason=by%20mistake`);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Publish' }).click();
  const third = page.getByRole('dialog', { name: /^Publish v3 to/ });
  await third.getByRole('button', { name: /^v2 .*by mistake/ }).waitFor();
  await third.getByRole('button', { name: /^v1 / }).click();
  await third.getByLabel('Reason').fill('that was a mistake');
  if (process.env.SHOTS) await page.screenshot({ path: '/tmp/ps/rollback.png' });
  await third.getByRole('button', { name: /^Roll back to v1/ }).click();
  await page
    .getByRole('dialog', { name: /^Publish v4 to/ })
    .getByText('back to v1')
    .waitFor();
  const back = (await server.call('GET', `/api/v1/policies/${encodeURIComponent(service)}`)).body;
  expect([back.version, back.policies]).toEqual([3, delivered.policies]);
  await page.keyboard.press('Escape');
  expect(window.foreignRequests).toEqual([]);
  expect(window.errors).toEqual([]);
});
