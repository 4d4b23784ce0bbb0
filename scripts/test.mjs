// `npm test [-- paths…]`: installs what it needs, then runs every check. The last line is `N passed, N failed, N skipped`.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { main, prepare, ROOT } from './bootstrap.mjs';
import { LINT, passes, TYPES, tests } from './checks.mjs';
import { obtainChromium } from './chromium.mjs';

await main(async () => {
  const node = await prepare(['web']);
  const chromium = await obtainChromium(node);
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const check of [TYPES, LINT]) totals[(await passes(node, check)) ? 'passed' : 'failed']++;

  const countsFile = path.join(ROOT, '.cache', 'test-counts.json');
  mkdirSync(path.dirname(countsFile), { recursive: true });
  rmSync(countsFile, { force: true });
  const reporters = ['--reporter=dot', `--reporter=${path.join(ROOT, 'scripts/test-report.mjs')}`];
  const isGreen = await passes(node, tests(process.argv.slice(2), reporters), {
    LOGSIFT_CHROMIUM: chromium,
    LOGSIFT_TEST_COUNTS: countsFile,
  });
  const counts = readCounts(countsFile);
  for (const name of Object.keys(totals)) totals[name] += counts[name];
  // No test at all, or a runner that fell over, is a failure too.
  if (counts.passed === 0 || (!isGreen && counts.failed === 0)) totals.failed++;

  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
  return totals.failed === 0 ? 0 : 1;
});

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
