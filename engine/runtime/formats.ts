import { FormatCatalog } from '../ingest/format/catalog.ts';

/** The formats that come with Logsift. `folder` differs between the sources and a packaged app. */
export function loadFormats(folder: string): FormatCatalog {
  return FormatCatalog.load(new URL(folder));
}

/** Beside the sources. */
export function sourceFormatsFolder(): string {
  return new URL('../../resources/formats/', import.meta.url).href;
}
