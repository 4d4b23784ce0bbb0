// `npm start [files…]`: the desktop window, or the same window in the browser where Electron's program cannot be had.
import { main, prepare, ROOT, run, runNode, say } from './bootstrap.mjs';
import { obtainElectron } from './electron-program.mjs';

const args = process.argv.slice(2);

/** Somebody asked for the browser, or for what only the host in the browser can do. */
const wantsWeb =
  process.env.LOGSIFT_SHELL === 'web' ||
  args.some((argument) => argument === '--no-open' || argument === '--help' || /^--port(=|$)/.test(argument));

await main(async () => {
  const node = await prepare();
  const electron = wantsWeb ? undefined : await obtainElectron(node);
  if (electron !== undefined) {
    await prepare(['desktop']);
    return run(electron, [ROOT, ...args], { stdio: 'inherit' });
  }
  if (!wantsWeb) say('Electron cannot be fetched on this machine, so Logsift opens in the browser.');
  await prepare(['web']);
  return runNode(node, ['engine/hosts/cli/main.ts', 'serve', ...args]);
});
