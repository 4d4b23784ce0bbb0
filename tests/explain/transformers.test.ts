import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cosine } from '../../engine/explain/embed/embedder.ts';
import { TransformersEmbedder } from '../../engine/explain/embed/transformers-embedder.ts';
import { writeSentenceModel } from '../support/sentence-model.ts';

/** No dependency of Logsift: 470 MB for those who want it. */
const PACKAGE = '@huggingface/transformers';
const missing = isInstalled() ? undefined : `${PACKAGE} is not installed`;
if (missing !== undefined) process.stdout.write(`sentence models in folders are not tried: ${missing}\n`);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-model-'));
});
beforeEach(({ skip }) => (missing === undefined ? undefined : skip(missing)));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a model in a folder makes vectors of texts, and nothing is fetched', async () => {
  const model = path.join(folder, 'words');
  writeSentenceModel(model);
  const embedder = new TransformersEmbedder(model);
  const [asked, near, far] = await embedder.embed(['database unreachable', 'postgres refused', 'cart'], new AbortController().signal);
  expect(asked).toHaveLength(4);
  expect(cosine(asked, near)).toBeCloseTo(1, 2);
  expect(cosine(asked, far)).toBeLessThan(0.1);
});

test('a folder without a model is told in words', async () => {
  await expect(new TransformersEmbedder(path.join(folder, 'none')).embed(['x'], new AbortController().signal)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('There is no sentence model'),
  });
});

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve(PACKAGE);
    return true;
  } catch {
    return false;
  }
}
