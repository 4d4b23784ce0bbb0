import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeMachine, machineSentence } from './machine.ts';
import { runMeasured } from './measured-process.ts';

test.skipIf(!existsSync('/proc/self/status'))('the peak memory of a process and its child is seen from outside', async () => {
  const held = 'const held = Buffer.alloc(120e6, 1); setTimeout(() => console.log(held.length), 300);';
  const script = `const { spawnSync } = require('node:child_process'); console.log(spawnSync(process.execPath, ['-e', ${JSON.stringify(held)}], { encoding: 'utf8' }).stdout.trim());`;
  const { exitCode, stdout, peakRssBytes } = await runMeasured(process.execPath, ['-e', script]);
  expect([exitCode, stdout]).toEqual([0, '120000000\n']);
  expect(peakRssBytes).toBeGreaterThan(120e6);
});

test('the exit code of a failing program is passed on, and a missing program is an error', async () => {
  expect((await runMeasured(process.execPath, ['-e', 'process.exit(3)'])).exitCode).toBe(3);
  await expect(runMeasured('no-such-program-here', [])).rejects.toThrow(/ENOENT/);
});

test('the machine is named with its cores, memory and Node version', () => {
  expect(
    machineSentence({ cpu: 'Some CPU', cores: 4, usableCores: 2, memoryBytes: 24 * 2 ** 30, node: '24.1.0', system: 'Linux 6.1' }),
  ).toBe('Some CPU, 2 of 4 cores, 24 GiB memory, Node 24.1.0, Linux 6.1');
  expect(describeMachine().node).toBe(process.versions.node);
});
