// A browser for the tests: the system's, else Debian's package, else Playwright's own.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, run } from './bootstrap.mjs';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @returns {Promise<string>} its path; empty when none can be had, and the tests that need it say so */
export async function obtainChromium(node) {
  const present = SYSTEM.find((file) => existsSync(file));
  if (present !== undefined) return present;
  const own = await playwrightChromium();
  if (existsSync(own)) return own;
  const isDebianRoot = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  process.stdout.write('Installing Chromium …\n');
  if (isDebianRoot) {
    const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    await run('apt-get', ['update'], options);
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
    if (existsSync(SYSTEM[0])) return SYSTEM[0];
  }
  await run(node, [path.join(ROOT, 'node_modules/playwright-core/cli.js'), 'install', 'chromium'], { stdio: 'ignore' });
  return existsSync(own) ? own : '';
}

async function playwrightChromium() {
  const { chromium } = await import(pathToFileURL(path.join(ROOT, 'node_modules/playwright-core/index.mjs')).href);
  return chromium.executablePath();
}
