import { z } from 'zod';
import { Filter } from './common.ts';
import { call } from './definition.ts';
import { Pattern } from './explore.ts';

export const meaningApi = {
  /** Patterns of the filter that mean something like a text, whatever their words; the nearest first. */
  findByMeaning: call(
    z.object({ filter: Filter, text: z.string().min(1).max(500), limit: z.int().min(1).max(200).default(20) }),
    z.object({
      /** `nearness` in [0, 1]; what is not near at all is left out. */
      found: z.array(z.object({ pattern: Pattern, nearness: z.number().min(0).max(1) })),
      /** What the vectors are of: `words-100d` ships with Logsift. */
      model: z.string(),
    }),
  ),
};
