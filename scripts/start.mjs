// `npm start [files…]`: the desktop window, or the same window in the browser where Electron's binary cannot be had.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { prepare, ROOT, run, runNode } from './bootstrap.mjs';

const args = process.argv.slice(2);
const require = createRequire(import.meta.url);

/** Path of Electron's program, fetched if it can be; undefined where it cannot be had. */
async function electronBinary(node) {
  if (process.env.LOGSIFT_SHELL === 'web' || args.includes('--no-open')) return undefined;
  const folder = path.dirname(require.resolve('electron/package.json'));
  const find = () => {
    const file =
      process.platform === 'win32' ? 'electron.exe' : process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
    const binary = path.join(folder, 'dist', file);
    return existsSync(binary) ? binary : undefined;
  };
  const present = find();
  if (present !== undefined) return present;
  const signal = AbortSignal.timeout(120_000);
  await run(node, [path.join(folder, 'install.js')], { cwd: ROOT, stdio: 'ignore', signal }).catch(() => undefined);
  return find();
}

const node = await prepare({ window: true });
const electron = await electronBinary(node);
if (electron === undefined) {
  if (!args.includes('--no-open') && process.env.LOGSIFT_SHELL !== 'web')
    process.stderr.write('Electron cannot be fetched on this machine, so Logsift opens in the browser.\n');
  process.exitCode = await runNode(node, ['engine/hosts/cli/main.ts', 'serve', ...args]);
} else {
  const build = await run(node, [path.join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
  process.exitCode = build === 0 ? await run(electron, [ROOT, ...args], { stdio: 'inherit' }) : build;
}
