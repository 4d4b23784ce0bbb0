// `npm start [files…]`: the desktop window, or the same window in the browser where Electron's program cannot be had.
import { main, prepare, ROOT, run, runNode, say, TIED } from './bootstrap.mjs';
import { obtainElectron } from './electron-program.mjs';

const args = process.argv.slice(2);
/** npm runs scripts in the project's folder; files are named from where the person is. */
const cwd = process.env.INIT_CWD ?? process.cwd();

/** Somebody asked for the browser, or for what only the host in the browser can do. */
const wantsWeb =
  process.env.LOGSIFT_SHELL === 'web' ||
  args.some((argument) => argument === '--no-open' || argument === '--help' || /^--port(=|$)/.test(argument));

/** Why the desktop window cannot be opened here; undefined: it can. */
function obstacleToElectron(electron) {
  if (electron === undefined) return 'Electron cannot be fetched on this machine';
  if (process.platform !== 'linux') return undefined;
  if (process.getuid?.() === 0) return 'Electron does not run for root';
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? undefined : 'There is no display here for a window';
}

await main(async () => {
  const node = await prepare();
  const electron = wantsWeb ? undefined : await obtainElectron(node);
  const obstacle = wantsWeb ? undefined : obstacleToElectron(electron);
  if (electron !== undefined && obstacle === undefined) {
    await prepare(['desktop']);
    return run(electron, [ROOT, ...args], { cwd, stdio: 'inherit' });
  }
  if (obstacle !== undefined) say(`${obstacle}, so Logsift opens in the browser.`);
  await prepare(['web']);
  return runNode(node, ['engine/hosts/cli/main.ts', 'serve', ...args], { cwd, ...TIED });
});
