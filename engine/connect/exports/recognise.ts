import { isLogsData } from '../otlp/log-records.ts';

/** What another system wrote out of its logs, where a line of the file is not a record. */
export type ExportKind = 'otlp-json' | 'cloudwatch' | 'elasticsearch' | 'posthog-csv';

export interface RecognisedExport {
  readonly kind: ExportKind;
  /** lines: each line is JSON by itself. document: the file is one JSON value. rows: CSV with a head. */
  readonly shape: 'lines' | 'document' | 'rows';
}

export const EXPORT_TITLES: Readonly<Record<ExportKind, string>> = {
  'otlp-json': 'OTLP JSON',
  cloudwatch: 'CloudWatch events',
  elasticsearch: 'Elasticsearch hits',
  'posthog-csv': 'PostHog CSV',
};

/** How a document begins whose end is not in the head. */
const BEGINS: readonly (readonly [RegExp, ExportKind])[] = [
  [/^\{\s*"resource_?[lL]ogs"\s*:\s*\[/, 'otlp-json'],
  [/^\{(?:[^{}[\]]|\{[^{}]*\}|\[[^[\]]*\])*"hits"\s*:\s*\{[^[\]]*"hits"\s*:\s*\[/, 'elasticsearch'],
  [/^\{\s*"events"\s*:\s*\[\s*\{[^}]*"(?:logStreamName|eventId|ingestionTime)"/, 'cloudwatch'],
];

/** @param head the beginning of the file, at least its first line where that is short  @returns undefined for any other file: its lines are its records */
export function recogniseExport(head: string): RecognisedExport | undefined {
  const text = head.replace(/^\ufeff?\s*/, '');
  const lineEnd = text.indexOf('\n');
  const line = (lineEnd < 0 ? text : text.slice(0, lineEnd)).trimEnd();
  if (!text.startsWith('{')) return isPosthogHead(line) ? { kind: 'posthog-csv', shape: 'rows' } : undefined;
  const value = parsed(line);
  if (value !== undefined) return kindOfValue(value);
  for (const [begins, kind] of BEGINS) {
    if (!begins.test(text)) continue;
    // The collector writes a batch a line, however long; what is spread over lines is one value.
    return { kind, shape: kind === 'otlp-json' && lineEnd < 0 ? 'lines' : 'document' };
  }
  return undefined;
}

function kindOfValue(value: unknown): RecognisedExport | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isLogsData(value)) return { kind: 'otlp-json', shape: 'lines' };
  if ('_source' in value && '_index' in value) return { kind: 'elasticsearch', shape: 'lines' };
  if ('logEvents' in value && 'messageType' in value) return { kind: 'cloudwatch', shape: 'lines' };
  if ('hits' in value && typeof value.hits === 'object' && value.hits !== null && 'hits' in value.hits)
    return { kind: 'elasticsearch', shape: 'document' };
  if (!('events' in value) || !Array.isArray(value.events)) return undefined;
  const first: unknown = value.events[0];
  const isEvent = typeof first === 'object' && first !== null && 'timestamp' in first && 'message' in first;
  return isEvent ? { kind: 'cloudwatch', shape: 'document' } : undefined;
}

/** The columns every export of PostHog's logs has. */
function isPosthogHead(line: string): boolean {
  const columns = line
    .toLowerCase()
    .split(',')
    .map((name) => name.replace(/^"|"$/g, ''));
  return (
    ['timestamp', 'body'].every((name) => columns.includes(name)) &&
    columns.some((name) => ['severity_text', 'level', 'uuid', 'service_name'].includes(name))
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
