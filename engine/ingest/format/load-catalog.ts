import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '../../base/app-error.ts';
import { FormatCatalog } from './catalog.ts';
import { FormatDefinition } from './definition.ts';

/**
 * Reads and checks all formats of a folder. Threads get the definitions as data: checking them anew costs each a fifth of a second.
 * @param folder of one JSON file a format
 * @throws AppError BAD_REQUEST naming the file that is no format definition
 */
export function loadCatalog(folder: URL): FormatCatalog {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort();
  return new FormatCatalog(
    files.map((file) => {
      const parsed = FormatDefinition.safeParse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
      if (parsed.success) return parsed.data;
      throw new AppError(
        'BAD_REQUEST',
        `The format definition ${file} is not valid: ${parsed.error.issues[0]?.message ?? 'unknown'}. Correct it.`,
      );
    }),
  );
}
