import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { answerJson } from '../servers/model-behaviour.ts';
import { playOllama } from '../servers/ollama-server.ts';
import { playOpenAi } from '../servers/openai-server.ts';
import { type Host, missingForBrowser, type OpenWindow, openSample, startHost } from './browser.ts';

const missing = missingForBrowser();
if (missing !== undefined) process.stdout.write(`browser tests skipped: ${missing}\n`);

let host: Host;
let window: OpenWindow;
const closing: (() => Promise<void>)[] = [];
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
  expect([window.foreignRequests, window.errors]).toEqual([[], []]);
  await window.close();
  for (const close of closing.splice(0)) await close();
});

const ANSWER = answerJson([
  ['Most likely the new version of payments took every connection.', [1]],
  ['Then the database refused connections.', [2]],
]);

test('a local model is chosen in the settings, fetched, measured, named in the title bar, and explains from then on', async () => {
  const server = await playOllama([
    { kind: 'says', text: '{"text":"one two three"}', outputTokens: 20 },
    { kind: 'says', text: ANSWER },
  ]);
  closing.push(server.close);
  const { page } = window;
  await openSample(page);
  await page.getByRole('button', { name: 'No model' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('radio', { name: /Ollama on this computer/ }).click();
  await dialog.getByLabel('Address').fill(server.url);
  await page.keyboard.press('Enter');
  await dialog.getByText('Reachable', { exact: true }).waitFor();
  await dialog.getByLabel('Model', { exact: true }).selectOption('qwen3:8b');
  await dialog.getByRole('button', { name: 'Measure' }).click();
  await dialog.getByText(/first word after/).waitFor();
  await dialog.getByLabel('Have Ollama fetch another model').fill('no-such-model');
  await dialog.getByRole('button', { name: 'Fetch it' }).click();
  await dialog.getByText(/file does not exist/).waitFor();
  await dialog.getByLabel('Most records per question').fill('500');
  await dialog.getByText('A whole number from 1 to 200.').waitFor();
  await dialog.getByLabel('Most records per question').fill('12');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'qwen3:8b, on this computer' }).waitFor();

  await page.keyboard.press('3');
  await page.getByRole('option').first().click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByText('Most likely the new version of payments took every connection.', { exact: true }).waitFor({ timeout: 20_000 });
  await details.getByText('12 records sent').waitFor();
  await page.getByText('Nothing has left this computer').waitFor();
}, 120_000);

test('a hosted model takes a typed word to choose, and the status bar says what was sent to another machine', async () => {
  const server = await playOpenAi([{ kind: 'says', text: ANSWER }]);
  closing.push(server.close);
  const { page } = window;
  await openSample(page);
  await page.locator('.model-sign').click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('radio', { name: /Hosted model/ }).click();
  const choose = dialog.getByRole('button', { name: 'Choose the hosted model' });
  expect(await choose.isDisabled()).toBe(true);
  await dialog.getByLabel('Type send to confirm').fill('send');
  await choose.click();
  await dialog.getByLabel('Key').fill('sk-test-1234567890abcd');
  await page.keyboard.press('Enter');
  await page.getByText('The key is kept').waitFor();
  expect(await dialog.getByLabel('Key').getAttribute('placeholder')).toBe('sk-…abcd');
  // An address of documentation: nothing answers there.
  await dialog.getByLabel('Address').fill('http://192.0.2.1:9/v1');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Model', { exact: true }).fill('gpt-test');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'gpt-test, at 192.0.2.1:9' }).waitFor();
  await page.keyboard.press('3');
  await page.getByRole('option').first().click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByText(/^Nothing was sent to 192\.0\.2\.1:9/).waitFor({ timeout: 20_000 });
  await page.getByText('Nothing has left this computer').waitFor();
}, 120_000);

test('a pattern is found by what it means, and chosen', async () => {
  const { page } = window;
  await openSample(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('~too many connections');
  const first = page.getByRole('option').first();
  await first.getByText('remaining connection slots').waitFor();
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: 'Details' });
  await details
    .getByText(/remaining connection slots are reserved/)
    .first()
    .waitFor();
}, 120_000);

test('a question asked in the palette is answered with evidence, says how it was read, and leads to the records', async () => {
  const { page } = window;
  await openSample(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('which services logged errors after 14:31?');
  await page.getByRole('option').filter({ hasText: 'answered from records' }).waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'which services logged errors after 14:31?' });
  await dialog.getByText(/^checkout \(2,926\), payments \(1,754\)/).waitFor({ timeout: 20_000 });
  await dialog.getByRole('region', { name: 'How it was read' }).getByText('level>=error').waitFor();
  await dialog.getByRole('button', { name: 'Show these records' }).click();
  await page.getByText('5,967').first().waitFor();
  expect(await page.getByRole('tab', { name: /Records/ }).getAttribute('aria-selected')).toBe('true');
}, 120_000);
