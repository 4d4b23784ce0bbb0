// `npm run check`: what a commit must pass, in seconds. The pre-commit hook runs it; `npm test` runs everything.
import { main, prepare } from './bootstrap.mjs';
import { LINT, passes, TYPES, tests } from './checks.mjs';

const QUICK = ['tests/architecture', 'engine/base', 'renderer/app', 'electron'];

await main(async () => {
  const node = await prepare();
  for (const check of [TYPES, LINT, tests(QUICK, ['--reporter=dot'])]) if (!(await passes(node, check))) return 1;
  return 0;
});
