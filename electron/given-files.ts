import { statSync } from 'node:fs';
import path from 'node:path';

/** A file or folder the operating system names, as the page gets it. */
export interface NamedPath {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
}

/**
 * Files among the arguments of a start: what a double click or `logsift-window a.log` names. Options, and the app's own folder
 * that comes first when Electron runs an app that is not packaged, are no files. Paths that do not exist are left out.
 */
export function filesOfArguments(argv: readonly string[], isPackaged: boolean, workingFolder: string): readonly NamedPath[] {
  return argv
    .slice(isPackaged ? 1 : 2)
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .flatMap((argument) => namedPath(path.resolve(workingFolder, argument)) ?? []);
}

/** undefined where there is no such file or folder. */
export function namedPath(file: string): NamedPath | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? undefined : { path: file, name: path.basename(file), sizeBytes: stats.isFile() ? stats.size : 0 };
}
