import { z } from 'zod';
import type { DeliveryRow } from '../storage/rows.ts';

export const EVENT_KINDS = [
  'version.published',
  'version.stage',
  'version.rollback',
  'service.enabled',
  'service.disabled',
  'anomaly.found',
  'policy.drift',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

const Data = z.looseObject({
  service: z.string().optional(),
  version: z.number().optional(),
  stage: z.string().optional(),
  author: z.string().optional(),
  reason: z.string().optional(),
  summary: z.string().optional(),
  to_version: z.number().optional(),
});

/** The event as JSON for programs, or as a message that Slack and what understands its format shows. */
export function bodyOf({ webhook, kind, data, atMs }: DeliveryRow): string {
  const parsed = Data.parse(JSON.parse(data));
  if (webhook.format === 'generic') return JSON.stringify({ type: kind, timestamp: new Date(atMs).toISOString(), data: parsed });
  const text = sentenceOf(kind, parsed);
  return JSON.stringify({ text: escaped(text), blocks: [{ type: 'section', text: { type: 'plain_text', text } }] });
}

function sentenceOf(kind: string, { service, version, stage, author, reason, summary, to_version }: z.output<typeof Data>): string {
  const because = reason === undefined ? '' : `: ${reason}`;
  switch (kind) {
    case 'version.published':
      return `Policies of ${service}: version ${version} is ${stage}, by ${author}${because}`;
    case 'version.stage':
      return `Policies of ${service}: version ${version} became ${stage}, by ${author}${because}`;
    case 'version.rollback':
      return `Policies of ${service}: rolled back to version ${to_version} (as version ${version}), by ${author}${because}`;
    case 'service.enabled':
    case 'service.disabled':
      return `Policies of ${service} were ${kind === 'service.enabled' ? 'turned on' : 'turned off: everything is kept'}, by ${author}${because}`;
    default:
      return `${service}: ${summary ?? kind}`;
  }
}

/** Slack reads these three as markup in `text`. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
