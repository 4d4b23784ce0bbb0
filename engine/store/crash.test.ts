import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openBlock } from './block-reader.ts';
import { decodeBlockSignatures } from './block-signatures.ts';
import { InvestigationReader } from './reader.ts';
import { InvestigationWriter } from './writer.ts';

function temporaryPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-crash-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'a.logsift');
}

/** A process that writes blocks without end and says how many are committed. */
function startWriting(path: string) {
  const child = fork(fileURLToPath(new URL('./testing/crash-writer.ts', import.meta.url)), [path], { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function killAfter(path: string, batches: number): Promise<number> {
  const child = startWriting(path);
  let committed = 0;
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => resolve());
    child.on('message', (count) => {
      committed = Number(count);
      if (committed >= batches) child.kill('SIGKILL');
    });
  });
  return committed;
}

test.each([1, 4, 9])(
  'a process killed while it writes batch %i and later leaves a file with everything committed and nothing else',
  async (batches) => {
    const path = temporaryPath();
    const committed = await killAfter(path, batches);
    expect(committed).toBeGreaterThanOrEqual(batches);

    const reader = InvestigationReader.open(path);
    onTestFinished(() => reader.close());
    const blocks = reader.blocks();
    expect(blocks.length % 4).toBe(0);
    expect(blocks.length / 4).toBeGreaterThanOrEqual(committed);
    const records = blocks.reduce((sum, block) => sum + block.rowCount, 0);
    expect(reader.sources()[0].records).toBe(records);
    const signatures = [...reader.signatures()].length;
    for (const block of blocks) {
      const opened = openBlock(reader.blockData(block.id) ?? new Uint8Array());
      const { ids, counts } = decodeBlockSignatures(block.packedSignatures, block.minUs);
      expect([...opened.counts()]).toEqual([...counts]);
      expect(Math.max(...ids)).toBeLessThan(signatures);
    }

    // The lock died with its process: the file can be written at once.
    const writer = InvestigationWriter.open(path);
    writer.rename('after the crash');
    expect(writer.close()).toBe(false);
    expect(reader.meta().name).toBe('after the crash');
  },
);

test('while another process writes, this one is refused with STORE_BUSY and can still read', async () => {
  const path = temporaryPath();
  const child = startWriting(path);
  await once(child, 'message');
  expect(() => InvestigationWriter.open(path)).toThrow(expect.objectContaining({ code: 'STORE_BUSY' }));
  const reader = InvestigationReader.open(path);
  expect(reader.blocks().length).toBeGreaterThan(0);
  reader.close();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(InvestigationWriter.open(path).close()).toBe(true);
});
