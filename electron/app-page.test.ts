import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerPageRequest } from './app-page.ts';
import { APP_ORIGIN, APP_PAGE } from './navigation.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-page-'));
  mkdirSync(path.join(folder, 'page'));
  writeFileSync(path.join(folder, 'page', 'index.desktop.html'), '<!doctype html>');
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the page comes with a policy that allows its own files and nothing inline', async () => {
  const answer = await answerPageRequest(path.join(folder, 'page'), new Request(APP_PAGE));
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'text/html; charset=utf-8',
    '<!doctype html>',
  ]);
  expect(policy).toContain("default-src 'none'; script-src 'self'");
  expect(policy).not.toContain('unsafe');
});

test.each(['/%2e%2e/secret.txt', '/..%2fsecret.txt', '/missing.js', '/'])('%s is not there', async (target) => {
  const answer = await answerPageRequest(path.join(folder, 'page'), new Request(APP_ORIGIN + target));
  expect([answer.status, answer.headers.has('content-security-policy')]).toEqual([404, true]);
});

test('only reading is answered', async () => {
  expect((await answerPageRequest(path.join(folder, 'page'), new Request(APP_PAGE, { method: 'POST' }))).status).toBe(404);
});
