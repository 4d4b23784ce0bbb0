// `npm test`: installs what it needs, then runs every check. The last line is `N passed, N failed, N skipped`.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { prepare, ROOT, run } from './bootstrap.mjs';

const totals = { passed: 0, failed: 0, skipped: 0 };
const node = await prepare({ window: true });
const environment = {
  ...process.env,
  PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
  LOGSIFT_CHROMIUM: await findChromium(),
};

/** One check, one count. */
async function check(title, command) {
  process.stdout.write(`\n${title}\n`);
  const code = await run(node, command, { cwd: ROOT, env: environment, stdio: ['ignore', 1, 2] });
  if (code === 0) totals.passed++;
  else totals.failed++;
}

/** Debian's package, else Playwright's own; empty when neither can be had, and the tests that need it say so. */
async function findChromium() {
  for (const file of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) if (existsSync(file)) return file;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    process.stdout.write('Installing Chromium …\n');
    const silent = { stdio: 'ignore' };
    await run('apt-get', ['update'], silent);
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], silent);
    if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  }
  await run(node, [path.join(ROOT, 'node_modules/playwright-core/cli.js'), 'install', 'chromium'], { stdio: 'ignore' });
  const { chromium } = await import('playwright-core');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : '';
}

const bin = (name) => path.join(ROOT, 'node_modules', name);
await check('Types', [bin('typescript/bin/tsc'), '-b']);
await check('Lint', [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '--reporter=summary']);

process.stdout.write('\nTests\n');
const report = path.join(ROOT, '.cache', 'test-report.json');
const code = await run(node, [bin('vitest/vitest.mjs'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`], {
  cwd: ROOT,
  env: environment,
  stdio: ['ignore', 1, 2],
});
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numTotalTests, testResults } = JSON.parse(
  readFileSync(report, 'utf8'),
);
totals.passed += numPassedTests;
totals.failed += numFailedTests;
totals.skipped += numPendingTests + numTodoTests;
// A file that cannot even be loaded has no tests to fail.
for (const file of testResults) if (file.status === 'failed' && file.assertionResults.length === 0) totals.failed++;
if (code !== 0 && totals.failed === 0) totals.failed++;
if (numTotalTests === 0) totals.failed++;

process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
