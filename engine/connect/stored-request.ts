import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import type { PullRequest } from '../base/pull.ts';

const StoredRequest = z.object({
  connector: z.string(),
  settings: z.record(z.string(), z.string()),
  follow: z.boolean(),
  filter: z.object({
    fromUs: z.number(),
    untilUs: z.number(),
    services: z.array(z.string()),
    minLevel: z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']).optional(),
    text: z.string().optional(),
    attributes: z.array(z.object({ key: z.string(), value: z.string(), of: z.enum(['record', 'resource']) })),
    expression: z.string().optional(),
  }),
});

/** A request as an investigation keeps it. @throws AppError STORE_UNREADABLE when it is none */
export function readStoredRequest(json: string): PullRequest {
  const { data } = StoredRequest.safeParse(JSON.parse(json));
  if (data !== undefined) return data;
  throw new AppError(
    'STORE_UNREADABLE',
    'How this source was pulled is written in a way this Logsift does not know. Its records are in use. Update Logsift, or pull it anew.',
  );
}
