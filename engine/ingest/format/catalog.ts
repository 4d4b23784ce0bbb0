import { AppError } from '../../base/app-error.ts';
import type { FormatDefinition } from './definition.ts';

/** All formats, by id. Adding one is adding a file to resources/formats. */
export class FormatCatalog {
  readonly #byId: ReadonlyMap<string, FormatDefinition>;

  constructor(definitions: readonly FormatDefinition[]) {
    this.#byId = new Map(definitions.map((definition) => [definition.id, definition]));
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
