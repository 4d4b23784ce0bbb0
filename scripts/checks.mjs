// The checks of this project, each one command: shared by `npm test`, `npm run check` and the workflows.
import path from 'node:path';
import { environmentOf, ROOT, run } from './bootstrap.mjs';

const tool = (name) => path.join(ROOT, 'node_modules', name);

export const TYPES = { title: 'Types', command: [tool('typescript/bin/tsc'), '-b'] };
export const LINT = { title: 'Lint', command: [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '--reporter=summary'] };

/** @param {readonly string[]} paths of tests; none: all @param {readonly string[]} options of Vitest */
export function tests(paths = [], options = []) {
  return { title: 'Tests', command: [tool('vitest/vitest.mjs'), 'run', ...options, ...paths] };
}

/** @returns {Promise<boolean>} whether it passed */
export async function passes(node, { title, command }, extraEnvironment = {}) {
  process.stdout.write(`\n${title}\n`);
  const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
  const env = { ...environmentOf(node), ...plain, ...extraEnvironment };
  return (await run(node, command, { cwd: ROOT, env, stdio: ['ignore', 1, 2] })) === 0;
}
