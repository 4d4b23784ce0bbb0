import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '../../base/app-error.ts';
import { FormatDefinition } from './definition.ts';

/** All formats, by id. Adding one is adding a file to resources/formats. */
export class FormatCatalog {
  readonly #byId: ReadonlyMap<string, FormatDefinition>;

  constructor(definitions: readonly FormatDefinition[]) {
    this.#byId = new Map(definitions.map((definition) => [definition.id, definition]));
  }

  /** @param folder of one JSON file a format. @throws AppError BAD_REQUEST naming the file that is no format definition */
  static load(folder: URL): FormatCatalog {
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

  all(): FormatDefinition[] {
    return [...this.#byId.values()];
  }

  /** @throws AppError UNKNOWN_FORMAT */
  get(id: string): FormatDefinition {
    const found = this.#byId.get(id);
    if (found === undefined) {
      throw new AppError(
        'UNKNOWN_FORMAT',
        `There is no format "${id}". Nothing was read. Choose one of: ${[...this.#byId.keys()].join(', ')}.`,
      );
    }
    return found;
  }
}
