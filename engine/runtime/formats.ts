import type { FormatCatalog } from '../ingest/format/catalog.ts';
import { loadCatalog } from '../ingest/format/load-catalog.ts';

/** The formats that come with Logsift. `folder` differs between the sources and a packaged app. */
export function loadFormats(folder: string): FormatCatalog {
  return loadCatalog(new URL(folder));
}

/** Beside the sources. */
export function sourceFormatsFolder(): string {
  return new URL('../../resources/formats/', import.meta.url).href;
}
