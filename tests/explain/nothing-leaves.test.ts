import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateIncident } from '../../resources/samples/generate-incident.ts';
import { logsift } from '../cli/play-cli.ts';
import { playOllama } from '../servers/ollama-server.ts';

const RECORDER = fileURLToPath(new URL('../support/record-network.mjs', import.meta.url));

let folder = '';
let saved = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-network-'));
  saved = path.join(folder, 'shop.logsift');
  const { files } = generateIncident(path.join(folder, 'logs'));
  expect(logsift(['analyze', ...files.map((file) => file.path), '--tz', 'Europe/Berlin', '--save', saved]).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let runs = 0;
/** Everything a command tried to reach. */
function reached(
  args: readonly string[],
  env: Record<string, string> = {},
): { readonly code: number | null; readonly addresses: readonly string[] } {
  const file = path.join(folder, `network-${runs++}`);
  const { code } = logsift(args, { env: { NODE_OPTIONS: `--import ${RECORDER}`, RECORDED_NETWORK: file, ...env } });
  return { code, addresses: existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [] };
}

test('a default install reaches nobody, whatever it is asked', () => {
  for (const args of [
    ['analyze', path.join(folder, 'logs')],
    ['anomalies', '--in', saved],
    ['explain', '--in', saved],
    ['templates', '--in', saved],
  ])
    expect([args[0], reached(args)]).toEqual([args[0], { code: 0, addresses: [] }]);
});

test('without --send nothing is sent to another machine, not even its name is looked up', () => {
  const hosted = { OPENAI_BASE_URL: 'https://models.example.invalid/v1', OPENAI_API_KEY: 'sk-test' };
  expect(reached(['explain', '--in', saved, '--model', 'openai:gpt-test'], hosted)).toEqual({ code: 0, addresses: [] });
});

test('what is reached is recorded: with --send the server, with a local model this computer', async () => {
  const hosted = { OPENAI_BASE_URL: 'https://models.example.invalid/v1', OPENAI_API_KEY: 'sk-test' };
  const { addresses } = reached(['explain', '--in', saved, '--model', 'openai:gpt-test', '--send'], hosted);
  expect(addresses).toContain('connect models.example.invalid:443');
  const server = await playOllama();
  await server.close();
  const { port } = new URL(server.url);
  const local = reached(['explain', '--in', saved, '--model', 'ollama:qwen3:8b'], { OLLAMA_HOST: `127.0.0.1:${port}` });
  // The window of the model is asked for before it.
  expect({ code: local.code, addresses: [...new Set(local.addresses)] }).toEqual({ code: 0, addresses: [`connect 127.0.0.1:${port}`] });
});

test('before it is sent, what would be sent is printed whole', () => {
  const { code, stdout } = logsift(['explain', '--in', saved, '--model', 'openai:gpt-test'], {
    env: { OPENAI_BASE_URL: 'https://models.example.invalid/v1' },
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^--send would send this to gpt-test at models\.example\.invalid \(\d+ records in [\d,]+ bytes/);
  expect(stdout).toContain('Evidence records, in the order of time:\n[1] ');
  expect(stdout).toContain('Nothing was sent to models.example.invalid');
});
