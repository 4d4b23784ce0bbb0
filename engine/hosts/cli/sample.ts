import { existsSync } from 'node:fs';
import path from 'node:path';
import { writeSample } from '../../runtime/sample.ts';
import { type Call, wrong } from './arguments.ts';
import type { Output } from './output.ts';

/** Writes the sample incident into a new folder, to try the other commands on. */
export function sample({ files }: Call, output: Output): number {
  const [folder] = files;
  if (folder === undefined || files.length > 1) throw wrong('"logsift sample" needs the name of one folder.');
  if (existsSync(folder)) throw wrong(`${folder} is there already, and nothing in it is overwritten. Name a new folder.`);
  for (const { path: file, timeZone } of writeSample(folder)) {
    output.write(
      `${path.join(folder, path.basename(file))}${timeZone === undefined ? '' : `  (its times are in ${timeZone}: --tz ${timeZone})`}\n`,
    );
  }
  return 0;
}
