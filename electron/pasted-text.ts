import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type NamedPath, namedPath } from './given-files.ts';

/** Pasting more than this is a file by any other name. */
export const MAX_PASTED_CHARACTERS = 64 << 20;

/** Writes pasted text to a new file that only this user can read. */
export async function savePastedText(folder: string, name: unknown, text: unknown): Promise<NamedPath> {
  if (typeof name !== 'string' || typeof text !== 'string' || text.length > MAX_PASTED_CHARACTERS)
    throw new Error('this is no pasted text');
  const safeName =
    path
      .basename(name)
      .replace(/[^\w.\- ]/g, '_')
      .slice(-120)
      .replace(/^\.+$/, '') || 'pasted.log';
  const own = path.join(folder, randomBytes(8).toString('hex'));
  await mkdir(own, { recursive: true, mode: 0o700 });
  const file = path.join(own, safeName);
  await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  const saved = namedPath(file);
  if (saved === undefined) throw new Error('the pasted text was written and is not there');
  return saved;
}
