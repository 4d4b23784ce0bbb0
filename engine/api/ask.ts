import type { askApi } from '../contract/ask.ts';
import type { Handlers } from '../contract/definition.ts';
import { answerQuestion } from '../explain/ask/answer-question.ts';
import type { KnownNames } from '../explain/ask/read-question.ts';
import type { Explorer } from '../query/explorer.ts';
import { findByMeaning, type MeaningHost } from './meaning.ts';
import type { ModelDesk } from './model-desk.ts';

/** Services that a question may name. */
const MOST_SERVICES = 1_000;

export function askHandlers(host: MeaningHost, desk: ModelDesk): Handlers<typeof askApi> {
  return {
    async *ask({ filter: { investigationId }, question, model: choice, allowOnce, timeZone }, { signal }) {
      const { explorer } = host.get(investigationId).pool;
      const model = await desk.terms(investigationId, choice, allowOnce);
      const known = await namesOf(explorer, timeZone, signal);
      const byMeaning = async (query: string, range: KnownNames['range'] | undefined, text: string) => {
        const { found } = await findByMeaning(host, desk.embedder(), investigationId, { query, range }, text, signal);
        return found.map(({ pattern, nearness }) => ({ id: pattern.id, template: pattern.template, level: pattern.level, nearness }));
      };
      yield* answerQuestion({ explorer, question, known, byMeaning, model, signal });
    },
  };
}

async function namesOf(explorer: Explorer, timeZone: string, signal: AbortSignal): Promise<KnownNames> {
  const [{ minUs = 0, maxUs = 0 }, facets] = await Promise.all([explorer.overview(), explorer.facets({}, signal)]);
  return {
    services: facets.services.slice(0, MOST_SERVICES).map(({ value }) => value),
    fields: facets.fields.map(({ name }) => name),
    range: { fromUs: minUs, untilUs: maxUs + 1 },
    timeZone: isTimeZone(timeZone) ? timeZone : 'UTC',
  };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
