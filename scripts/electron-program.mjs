// Where Electron's program lies, and how it is fetched: its npm package holds only the code that downloads it.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, run } from './bootstrap.mjs';

const FOLDER = path.join(ROOT, 'node_modules', 'electron');

/** @returns {string | undefined} undefined when it was not fetched */
export function findElectron() {
  const named = path.join(FOLDER, 'path.txt');
  if (!existsSync(named)) return undefined;
  const program = path.join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(FOLDER, 'dist'), readFileSync(named, 'utf8').trim());
  return existsSync(program) ? program : undefined;
}

/**
 * Fetches it when it is missing. A machine that cannot reach the download fails within a second or two; one that can may take a while,
 * but no longer than `patienceMs`.
 * @returns {Promise<string | undefined>} undefined when it cannot be had
 */
export async function obtainElectron(node, patienceMs = 180_000) {
  const present = findElectron();
  if (present !== undefined) return present;
  const signal = AbortSignal.timeout(patienceMs);
  await run(node, [path.join(FOLDER, 'install.js')], { cwd: ROOT, stdio: 'ignore', signal }).catch(() => undefined);
  return findElectron();
}
