// `npm run package`: the desktop app as a folder in dist/ that runs on a machine without Node or npm.
// Plain copying, as Electron's own guide does it by hand: the program, the built app, and the packages it needs at run time.
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { main, npm, prepare, ROOT, say } from './bootstrap.mjs';
import { obtainElectron } from './electron-program.mjs';

/** What the app reads at run time, beside its packages. */
const PARTS = [
  'out/main',
  'out/preload',
  'out/desktop',
  'resources/formats',
  'resources/models',
  'package.json',
  'package-lock.json',
  '.npmrc',
  'README.md',
  'LICENSE',
];

await main(async () => {
  const node = await prepare(['desktop']);
  const program = await obtainElectron(node, 600_000);
  if (program === undefined) {
    say('Electron cannot be fetched on this machine, so there is nothing to package. Run this where its download can be reached.');
    return 1;
  }
  const target = path.join(ROOT, 'dist', `Logsift-${process.platform}-${process.arch}`);
  rmSync(target, { recursive: true, force: true });
  cpSync(path.join(ROOT, 'node_modules/electron/dist'), target, { recursive: true, verbatimSymlinks: true });
  const app = path.join(rename(target, program), 'app');
  mkdirSync(app, { recursive: true });
  for (const part of PARTS) cpSync(path.join(ROOT, part), path.join(app, part), { recursive: true });
  await npm(['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], node, app);
  say(`Packaged: ${path.relative(ROOT, target)}, version ${JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version}`);
  return 0;
});

/** Gives the program our name. @returns the folder in which Electron looks for `app` */
function rename(target, program) {
  if (process.platform === 'darwin') {
    renameSync(path.join(target, 'Electron.app'), path.join(target, 'Logsift.app'));
    return path.join(target, 'Logsift.app/Contents/Resources');
  }
  const own = path.join(target, process.platform === 'win32' ? 'Logsift.exe' : 'logsift');
  renameSync(path.join(target, path.basename(program)), own);
  chmodSync(own, 0o755);
  return path.join(target, 'resources');
}
