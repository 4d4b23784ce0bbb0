import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mineMessages } from '../../engine/mine/mine-messages.ts';
import { type FormedLine, linesOfForms } from './forms.ts';

function groupsOf(keys: ArrayLike<number>): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let line = 0; line < keys.length; line++) groups.set(keys[line], [...(groups.get(keys[line]) ?? []), line]);
  return groups;
}

/** Share of lines whose group is exactly that of their form. */
function groupingAccuracy(lines: readonly FormedLine[]): number {
  const { assignment } = mineMessages(Buffer.from(lines.map(({ text }) => text).join('\n')));
  const mined = groupsOf(assignment);
  let right = 0;
  for (const group of groupsOf(lines.map(({ form }) => form)).values()) {
    const template = assignment[group[0]];
    if (mined.get(template)?.length === group.length && group.every((line) => assignment[line] === template)) right += group.length;
  }
  return right / lines.length;
}

/** Logs the miner was not tuned for, as forms of our own; with few lines of a form its names cannot all be told from its words. */
test.each([
  ['a proxy', 'proxy.txt', 0.99, 0.99],
  ['a health app', 'health.txt', 0.99, 0.99],
  ['a laptop', 'mac.txt', 0.99, 0.99],
  ['a compute cloud', 'stack.txt', 0.99, 0.99],
  ['a cluster', 'thunder.txt', 0.93, 0.97],
  ['an update service', 'windows.txt', 0.99, 0.99],
  ['databases, switches and orchestrators', 'misc.txt', 0.8, 0.85],
  ['a shop', 'app.txt', 0.72, 0.83],
])('lines of %s are grouped by their forms', (_, file, few, many) => {
  const path = join(import.meta.dirname, 'forms', file);
  expect(groupingAccuracy(linesOfForms(path, 1))).toBeGreaterThanOrEqual(few);
  expect(groupingAccuracy(linesOfForms(path, 20))).toBeGreaterThanOrEqual(many);
});
