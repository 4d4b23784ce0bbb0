import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { LOKI_PASSWORD, LOKI_TENANT, LOKI_USER, makeEntries, PlayedLoki } from '../servers/loki-server.ts';
import { makeRows } from '../servers/posthog-rows.ts';
import { PlayedPosthog, POSTHOG_KEY } from '../servers/posthog-server.ts';
import { freePort } from '../support/free-port.ts';
import { type Host, missingForBrowser, type OpenWindow, startHost } from './browser.ts';
import { clippedTexts, faintTexts, sidewaysScrolls } from './page-checks.ts';

const missing = missingForBrowser();
if (missing !== undefined) process.stdout.write(`browser tests skipped: ${missing}\n`);

const RECORDS = 30_000;
/** Twenty hours ago: within what the dialog asks for first. */
const fromMs = () => Date.now() - 20 * 3_600_000;

let host: Host;
let window: OpenWindow;
let posthog: PlayedPosthog;
beforeAll(async () => {
  if (missing === undefined) host = await startHost();
});
afterAll(() => host?.close());
beforeEach(async ({ skip }) => {
  if (missing !== undefined) return skip(missing);
  posthog = await PlayedPosthog.start({ rows: makeRows(RECORDS, fromMs() * 1_000, 2_000_000), scopes: ['logs:read'] });
  window = await host.open();
  window.page.setDefaultTimeout(10_000);
  return undefined;
});
afterEach(async () => {
  if (missing !== undefined) return;
  await window.close();
  await posthog.close();
});

const dialog = () => window.page.getByRole('dialog', { name: 'Sources' });

async function connect(key = POSTHOG_KEY, project = '48211'): Promise<void> {
  const { page } = window;
  await page.getByRole('button', { name: 'Log service' }).click();
  await dialog().getByRole('button', { name: 'Self-hosted' }).click();
  await dialog().getByLabel('Host').fill(posthog.url);
  await dialog().getByLabel('Project').fill(project);
  await dialog().getByLabel('Personal API key').fill(key);
  await dialog().getByRole('button', { name: /^Test/ }).click();
}

test('connect, test, see what there is, load a part of it: by keyboard alone, and every record of it is there', async () => {
  const { page } = window;
  await page.getByRole('button', { name: 'Log service' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  const project = dialog().getByLabel('Project');
  await expect.poll(() => project.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.type('48211');
  await dialog().getByLabel('Host').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(posthog.url);
  await dialog().getByLabel('Personal API key').focus();
  await page.keyboard.type(POSTHOG_KEY);
  await page.keyboard.press('Enter');
  await dialog().getByText('30,000 records').waitFor();
  expect(await dialog().getByRole('listitem').allTextContents()).toEqual(
    expect.arrayContaining([expect.stringContaining('May read logs')]),
  );

  await dialog().getByRole('checkbox', { name: 'ledger' }).focus();
  await page.keyboard.press('Space');
  await dialog().getByText('20,000 records').waitFor();
  await dialog().getByRole('button', { name: 'Load 20k records' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Every line read, none sampled').waitFor();
  await page.getByText('Only questions to 1 log service left this computer').waitFor();
  await page.locator('.statusbar').getByText('20,000', { exact: true }).waitFor();
  expect(window.errors).toEqual([]);
  expect(window.foreignRequests).toEqual([]);
  expect(await page.content()).not.toContain(POSTHOG_KEY);
});

test('connections of one service are listed: one is chosen, another made, one forgotten', async () => {
  const other = await PlayedPosthog.start({ rows: makeRows(500, fromMs() * 1_000, 2_000_000) });
  try {
    await connect();
    await dialog().getByText('30,000 records').waitFor();
    const choice = dialog().getByLabel('Connection', { exact: true });
    await choice.selectOption('New connection');
    await dialog().getByRole('button', { name: 'Self-hosted' }).click();
    await dialog().getByLabel('Host').fill(other.url);
    await dialog().getByLabel('Project').fill('48211');
    await dialog().getByLabel('Personal API key').fill(POSTHOG_KEY);
    await dialog().getByRole('button', { name: /^Test/ }).click();
    await dialog()
      .getByText(/^500 records/)
      .waitFor();
    const [mine, theirs] = [`PostHog 48211, ${posthog.url}`, `PostHog 48211, ${other.url}`];
    const shown = () => choice.locator('option:checked').textContent();
    await expect.poll(shown).toBe(theirs);
    await choice.selectOption(mine);
    await dialog().getByText('30,000 records').waitFor();
    expect(await dialog().getByLabel('Host').inputValue()).toBe(posthog.url);
    await choice.selectOption(theirs);
    await dialog()
      .getByText(/^500 records/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Forget this connection' }).click();
    await expect.poll(shown).toBe('New connection');
    await expect.poll(() => choice.locator('option').allTextContents()).not.toContain(theirs);
    expect(await choice.locator('option').allTextContents()).toContain(mine);
    expect(window.errors).toEqual([]);
  } finally {
    await other.close();
  }
});

test.each([
  ['phx_wrong', '48211', 'does not know the key'],
  ['phc_token', '48211', 'project token'],
  [POSTHOG_KEY, '7', 'There is no project 7'],
  [POSTHOG_KEY, 'web-prod', 'not the number of a PostHog project'],
])('what is wrong with a connection is said in its place: key %s, project %s', async (key, project, words) => {
  await connect(key, project);
  await dialog().getByText(words).waitFor();
  expect(await dialog().getByRole('button', { name: /^Load/ }).isDisabled()).toBe(true);
});

test('a pull is stopped, and resumed where it was', async () => {
  const { page } = window;
  let letGo = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  posthog.played.fault = ({ path, count }) => (path.endsWith('/query/') && count === 5 ? { kind: 'slow', until } : undefined);
  await connect();
  await dialog().getByRole('button', { name: 'Load 30k records' }).click();
  await page.getByRole('heading', { name: /^Reading/ }).waitFor();
  await expect.poll(() => posthog.played.requests.filter(({ path }) => path.endsWith('/query/')).length).toBe(5);
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await dialog().getByRole('button', { name: 'Stop' }).click();
  await dialog().getByText('Stopped').waitFor();
  letGo();
  await dialog().getByRole('button', { name: 'Resume' }).click();
  await dialog().getByText('30,000 records').waitFor();
  await dialog().getByText('Done').waitFor();
  expect(posthog.played.requests.filter(({ path }) => path.endsWith('/query/')).length).toBeLessThan(5 + RECORDS / 2_000);
});

test('following brings records that come in while one looks', async () => {
  const { page } = window;
  await connect();
  await dialog()
    .getByRole('checkbox', { name: /^Go on with what comes/ })
    .click();
  await dialog().getByRole('button', { name: 'Load 30k records' }).click();
  await page
    .getByRole('button', { name: /investigate|begin|open/i })
    .first()
    .click();
  const rows = makeRows(100, Date.now() * 1_000 - 1_000_000, 1_000, RECORDS).map((row) => ({ ...row, observedUs: Date.now() * 1_000 }));
  posthog.add(rows);
  await page.locator('.statusbar').getByText('30,100+').waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Stop here' }).click();
  await page.locator('.statusbar').getByText('1 file stopped, counts are lower bounds').waitFor();
});

test('Loki: user, password and tenant, its labels, and LogQL', async () => {
  const loki = await PlayedLoki.start({ entries: makeEntries(3_000, BigInt(fromMs()) * 1_000_000n, 1_000_000_000n) });
  try {
    const { page } = window;
    await page.getByRole('button', { name: 'Log service' }).click();
    await dialog().getByRole('button', { name: 'Grafana Loki' }).click();
    await dialog().getByLabel('Host').fill(loki.settings.host);
    await dialog().getByLabel('Tenant').fill(LOKI_TENANT);
    await dialog().getByLabel('User').fill(LOKI_USER);
    await dialog().getByLabel('Password or token').fill(LOKI_PASSWORD);
    await dialog().getByRole('button', { name: /^Test/ }).click();
    await dialog().getByText('Labels: app, namespace, service_name').waitFor();
    await dialog().getByLabel('LogQL').fill('{app="checkout"} |= "payment"');
    await dialog().getByRole('button', { name: 'Load 1,000 records' }).click();
    await page.locator('.statusbar').getByText('1,000', { exact: true }).waitFor();
  } finally {
    await loki.close();
  }
});

test('OpenTelemetry: what a program sends is there while one looks, until one stops', async () => {
  const { page } = window;
  const port = await freePort();
  await page.getByRole('button', { name: 'Log service' }).click();
  await dialog().getByRole('button', { name: 'OpenTelemetry' }).click();
  await dialog().getByLabel('Port').fill(String(port));
  await dialog().getByText(`http://127.0.0.1:${port}/v1/logs`, { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  const body = JSON.stringify({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ severityNumber: 17, body: { stringValue: 'payment 7 failed' } }] }] }],
  });
  const headers = { 'content-type': 'application/json' };
  const send = () =>
    fetch(`http://127.0.0.1:${port}/v1/logs`, { method: 'POST', headers, body }).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(send).toBe(200);
  await page.getByText('1 records so far').waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await dialog().getByRole('button', { name: 'Stop' }).click();
  await dialog().getByText('Stopped').waitFor();
  expect(await send()).toBe(0);
});

test.each([['dark'], ['light']] as const)('the dialog is readable in the %s theme, and nothing in it is cut', async (colorScheme) => {
  const own = await host.open({ colorScheme, viewport: { width: 1280, height: 720 } });
  try {
    const { page } = own;
    await page.getByRole('button', { name: 'Log service' }).click();
    await page.getByRole('dialog', { name: 'Sources' }).getByRole('button', { name: 'Self-hosted' }).waitFor();
    expect([await faintTexts(page), await clippedTexts(page), await sidewaysScrolls(page)]).toEqual([[], [], []]);
    for (const name of ['Grafana Loki', 'OpenTelemetry', 'Files']) {
      await page.locator('.sources .nav').getByRole('button', { name }).click();
      expect([await faintTexts(page), await clippedTexts(page), await sidewaysScrolls(page)]).toEqual([[], [], []]);
    }
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
  } finally {
    await own.close();
  }
});
