import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * A folder for dropped files under the data folder, named after this process. Folders of processes that were killed before they
 * could tidy up go now: they hold copies of somebody's logs.
 */
export function newUploadFolder(dataDir: string, processId: number = process.pid): string {
  const all = path.join(dataDir, 'uploads');
  mkdirSync(all, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(all)) {
    if (!isRunning(Number(name))) rmSync(path.join(all, name), { recursive: true, force: true });
  }
  return path.join(all, String(processId));
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
