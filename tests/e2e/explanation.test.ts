import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { answerJson, type ModelBehaviour } from '../servers/model-behaviour.ts';
import { playOllama } from '../servers/ollama-server.ts';
import { type Host, missingForBrowser, type OpenWindow, openSample, startHost } from './browser.ts';

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

test('without a model rules explain the sample incident: every statement cites records, a citation leads to its record, all are pinned at once', async () => {
  const { page } = window;
  await openSample(page);
  await page.getByRole('tab', { name: /^Anomalies \d/ }).waitFor({ timeout: 20_000 });
  await page.keyboard.press('e');
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByText('No model: rule-based explanation').waitFor({ timeout: 20_000 });
  const explanation = details.getByRole('region', { name: 'Explanation' });
  await explanation.getByText('Not in the logs:').waitFor({ timeout: 20_000 });
  expect(await details.getByText(/^\d+ of \d+ rules apply$/).count()).toBe(1);
  await details.getByRole('button', { name: 'See the rules' }).click();
  const rules = page.getByRole('dialog', { name: 'Rules' });
  const ruleNames = await rules.getByRole('listitem').locator('b').allTextContents();
  expect(new Set(ruleNames).size).toBe(10);
  expect(await rules.locator('li:not(.off) .cite').count()).toBeGreaterThan(3);
  expect(await rules.locator('li.off .cite').count()).toBe(0);
  await page.keyboard.press('Escape');
  await rules.waitFor({ state: 'detached' });
  const statements = explanation.getByRole('listitem');
  const cites = await statements.evaluateAll((items) => items.map((item) => item.querySelectorAll('.cite').length));
  expect(cites.length).toBeGreaterThan(3);
  expect(Math.min(...cites)).toBeGreaterThan(0);
  // Rules do not argue: nothing is checked that a model could have invented.
  expect(await details.getByText('Checked by Logsift, not by the model').count()).toBe(0);

  await details.getByText('They do not argue.').waitFor();
  await details.getByRole('button', { name: 'Do not ask again' }).click();
  await details.getByText('They do not argue.').waitFor({ state: 'detached' });

  const evidence = details.getByRole('region', { name: 'Evidence' });
  const cite = explanation.getByRole('button', { name: /^Evidence/ }).nth(1);
  const number = (await cite.textContent()) ?? '';
  await cite.hover();
  const row = evidence.getByRole('button').filter({ has: page.getByText(number, { exact: true }) });
  expect(await row.first().getAttribute('class')).toBe('evd on');
  await page.mouse.move(5, 5);
  expect(await row.first().getAttribute('class')).toBe('evd');
  await cite.focus();
  expect(await row.first().getAttribute('class')).toBe('evd on');

  const records = await evidence.locator('.evd').count();
  await evidence.getByRole('button', { name: 'Pin all' }).click();
  await page.getByText(`Pinned ${records} records`).waitFor();
  const time = (await row.first().locator('.t').textContent()) ?? '';
  await cite.focus();
  await page.keyboard.press('Enter');
  const list = page.getByRole('grid', { name: 'Records' });
  await list.getByText(time).first().waitFor();
  // The very record, not only its time, and it is the one that keys work on.
  await list.locator('[role="row"][aria-selected="true"]').filter({ hasText: time }).waitFor();
  await page.getByRole('tab', { name: `Pinned ${records}` }).waitFor();

  // Back at the anomaly nothing is asked again: what was said stands there at once.
  await page.keyboard.press('Alt+ArrowLeft');
  await explanation.getByText('Not in the logs:').waitFor();
  await details.getByRole('button', { name: 'Compare with the time before' }).click();
  await page.getByRole('grid', { name: 'Changes, most significant first' }).waitFor({ timeout: 20_000 });
  expect(window.foreignRequests).toEqual([]);
  expect(window.errors).toEqual([]);
}, 120_000);

/** The window's engine asks a played Ollama server from now on. */
async function withModel(...behaviours: ModelBehaviour[]) {
  const server = await playOllama(behaviours);
  const context = { signal: new AbortController().signal };
  const { settings } = await host.handlers.getModelSettings({}, context);
  await host.handlers.putModelSettings(
    { settings: { ...settings, provider: 'ollama', ollama: { address: server.url, model: 'qwen3:8b' }, timeoutMs: 5_000 } },
    context,
  );
  return {
    server,
    async close() {
      await host.handlers.putModelSettings({ settings }, context);
      await server.close();
    },
  };
}

test('with a local model its words stand there with their checks; what was sent is shown word for word; what it invents is withheld', async () => {
  const { page } = window;
  const good = answerJson(
    [
      ['Most likely payments 4.18.0 took every connection of the database.', [2, 5]],
      ['36 s after the last start postgresql refuses connections, 214 times.', [2, 5]],
    ],
    'Why pool_max was raised.',
  );
  const invented = answerJson([
    ['Postgresql refuses connections, 214 times.', [5]],
    ['<b>A disk failed</b> in node 7.', [99]],
    ['It happened 4,711 times.', [5]],
  ]);
  const { server, close } = await withModel({ kind: 'says', text: good }, { kind: 'says', text: invented });
  await openSample(page);
  await page.keyboard.press('3');
  await page.getByRole('option').first().click();
  const details = page.getByRole('complementary', { name: 'Details' });
  const explanation = details.getByRole('region', { name: 'Explanation' });
  await explanation.getByText('Not in the logs: Why pool_max was raised.').waitFor({ timeout: 30_000 });
  await details.getByText('on this computer').waitFor();
  await details.getByText('1,242 tokens').waitFor();
  const checks = details.getByRole('region', { name: 'Checks' });
  await checks.getByText('All 2 statements cite records that exist and match').waitFor();
  await checks.getByText('Every number in the text was found in the evidence or recounted').waitFor();

  await details.getByRole('button', { name: 'What was sent' }).click();
  const dialog = page.getByRole('dialog', { name: 'What was sent' });
  const shown = await dialog.locator('pre').allTextContents();
  expect(shown).toEqual(server.questions[0].messages.map(({ content }) => content));
  await page.keyboard.press('Escape');

  await details.getByRole('button', { name: 'Run again' }).click();
  await checks.getByText(/^1 statement withheld/).waitFor({ timeout: 30_000 });
  expect(await explanation.getByText('A disk failed').count()).toBe(0);
  await explanation.getByText('not found: 4,711').waitFor();
  expect(server.questions.length).toBeGreaterThanOrEqual(2);
  await close();
  expect(window.foreignRequests).toEqual([]);
  expect(window.errors).toEqual([]);
}, 120_000);

test('text streams in and can be stopped, which stops the model; a model that is broken leaves the words of the rules and says so', async () => {
  const { page } = window;
  const cut = answerJson([['Postgresql refuses connections, 214 times.', [5]]]).slice(0, 70);
  const { server, close } = await withModel({ kind: 'stalls', text: cut }, { kind: 'garbage' });
  await openSample(page);
  await page.keyboard.press('3');
  await page.getByRole('option').first().click();
  const details = page.getByRole('complementary', { name: 'Details' });
  const explanation = details.getByRole('region', { name: 'Explanation' });
  await explanation.getByText(/^Postgresql refuses/).waitFor({ timeout: 30_000 });
  await details.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => server.left(), { timeout: 10_000 }).toBe(1);

  await details.getByRole('button', { name: 'Run again' }).click();
  await details.getByText('No model: rule-based explanation').waitFor({ timeout: 30_000 });
  await explanation
    .locator('.callout')
    .getByText(/The rules explain instead\.$/)
    .waitFor();
  await explanation.getByText('Not in the logs:').waitFor();
  await close();
  expect(window.errors).toEqual([]);
}, 120_000);

test('a citation within the list of rules closes it, so that its record can be seen', async () => {
  const { page } = window;
  await openSample(page);
  await page.getByRole('tab', { name: /^Anomalies \d/ }).waitFor({ timeout: 20_000 });
  await page.keyboard.press('e');
  await page.getByRole('button', { name: 'See the rules' }).click({ timeout: 20_000 });
  const rules = page.getByRole('dialog', { name: 'Rules' });
  await rules.locator('li:not(.off) .cite').first().click();
  await rules.waitFor({ state: 'detached' });
  await page.locator('[role="row"][aria-selected="true"]').first().waitFor();
  expect(await page.getByRole('tab', { name: /^Records/ }).getAttribute('aria-selected')).toBe('true');
}, 60_000);

test('a question is asked from the query bar behind a question mark, and is no filter meanwhile', async () => {
  const { page } = window;
  await openSample(page);
  const bar = page.getByRole('combobox', { name: 'Search and filter' });
  await bar.fill('? which errors came first');
  await page.getByRole('button', { name: /^Ask: which errors came first/ }).waitFor();
  await bar.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('which errors came first').first().waitFor();
  await dialog
    .getByRole('button', { name: /^Evidence/ })
    .first()
    .waitFor({ timeout: 20_000 });
  await page.keyboard.press('Escape');
  expect(await bar.inputValue()).toBe('');
  expect(window.errors).toEqual([]);
}, 60_000);
