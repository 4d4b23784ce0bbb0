import { levelIndex } from '../base/level.ts';
import type { Handlers } from '../contract/definition.ts';
import type { meaningApi } from '../contract/meaning.ts';
import { nearness } from '../explain/embed/by-meaning.ts';
import type { Embedder } from '../explain/embed/embedder.ts';
import { templateVectors, type VectorKeep } from '../explain/embed/template-vectors.ts';
import { ProviderFailure } from '../explain/providers/provider.ts';
import type { Asked } from '../query/answers.ts';
import type { Explorer } from '../query/explorer.ts';
import type { PatternRow } from '../query/merge-patterns.ts';
import { asAppError } from './models.ts';

export interface MeaningHost {
  get(investigationId: string): VectorKeep & { readonly pool: { readonly explorer: Explorer } };
}

/** Less near than this is not near. */
const LEAST = 0.2;

export function meaningHandlers(host: MeaningHost, embedder: () => Embedder): Handlers<typeof meaningApi> {
  return {
    findByMeaning: async ({ filter, text, limit }, { signal }) => {
      const { found, model } = await findByMeaning(host, embedder(), filter.investigationId, filter, text, signal);
      return { found: found.slice(0, limit).map(({ pattern, nearness: near }) => ({ pattern: { ...pattern }, nearness: near })), model };
    },
  };
}

export interface FoundByMeaning {
  readonly pattern: PatternRow;
  readonly nearness: number;
}

/** @throws AppError MODEL_FAILED, NOT_FOUND where the model of vectors cannot be used; BAD_QUERY, CANCELLED */
export async function findByMeaning(
  host: MeaningHost,
  embedder: Embedder,
  investigationId: string,
  { query, range }: Asked,
  text: string,
  signal: AbortSignal,
): Promise<{ readonly found: FoundByMeaning[]; readonly model: string }> {
  const target = host.get(investigationId);
  const { rows } = await target.pool.explorer.patterns({ query, range }, 52, { limit: Number.POSITIVE_INFINITY, keep: 'most' }, signal);
  const texts = rows.map(({ id, services, template }) => ({ id, text: `${services[0] ?? ''} ${template}` }));
  try {
    const vectors = await templateVectors(target, embedder, texts, signal);
    const [asked] = await embedder.embed([text], signal);
    const near = nearness(
      { text, vector: asked },
      rows.map(({ level }, index) => ({
        text: texts[index].text,
        vector: vectors[index],
        isTrouble: levelIndex(level) >= levelIndex('WARN'),
      })),
    );
    const found = rows.map((pattern, index) => ({ pattern, nearness: near[index] })).filter((one) => one.nearness >= LEAST);
    return { found: found.sort((a, b) => b.nearness - a.nearness), model: embedder.id };
  } catch (error) {
    throw error instanceof ProviderFailure ? asAppError(error, signal) : error;
  }
}
