import { homedir } from 'node:os';
import path from 'node:path';

/** Where Logsift keeps its investigations: LOGSIFT_HOME, else the place the platform has for it. */
export function dataDir(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (environment.LOGSIFT_HOME) return path.resolve(environment.LOGSIFT_HOME);
  if (platform === 'win32') return path.join(environment.APPDATA ?? path.join(home, 'AppData', 'Roaming'), 'Logsift');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Logsift');
  return path.join(environment.XDG_DATA_HOME ?? path.join(home, '.local', 'share'), 'logsift');
}
