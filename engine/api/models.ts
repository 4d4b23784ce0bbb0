import { AppError } from '../base/app-error.ts';
import type { Handlers } from '../contract/definition.ts';
import type { modelsApi, ServerCheck } from '../contract/models.ts';
import { withDeadlines } from '../explain/providers/deadlines.ts';
import { OllamaProvider } from '../explain/providers/ollama.ts';
import { OpenAiProvider } from '../explain/providers/openai.ts';
import { type ModelProvider, ProviderFailure } from '../explain/providers/provider.ts';
import type { ModelDesk } from './model-desk.ts';

const CHECK_MS = 5_000;
/** Enough for a pace to show. */
const MEASURED_TOKENS = 64;

export function modelsHandlers(desk: ModelDesk): Handlers<typeof modelsApi> {
  const keyShown = async () => {
    const { key, from } = await desk.key();
    return { shown: key === undefined ? undefined : shownKey(key), from };
  };
  return {
    getModelSettings: async () => ({ settings: desk.settings, key: await keyShown() }),

    putModelSettings: async ({ settings }) => {
      desk.putSettings(settings);
      return {};
    },

    putModelKey: async ({ key }) => {
      await desk.putKey(key);
      return { key: await keyShown() };
    },

    checkModelServer: async ({ provider: id }, { signal }) => {
      if (id === 'none') return { reachable: true, elapsedMs: 0, leavesComputer: false, models: [] };
      const address = desk.address(id);
      const provider =
        id === 'ollama'
          ? new OllamaProvider(address, '')
          : new OpenAiProvider({ provider: id, address, model: '', key: id === 'hosted' ? (await desk.key()).key : undefined });
      return checkServer(provider, address.leavesComputer, signal);
    },

    async *pullModel({ model }, { signal }) {
      try {
        yield* new OllamaProvider(desk.address('ollama'), model).pull(signal);
      } catch (error) {
        throw asAppError(error, signal);
      }
    },

    measureModel: async ({ provider: id }, { signal }) => {
      const provider = await desk.provider({ provider: id });
      if (provider === undefined) throw new AppError('BAD_REQUEST', 'Without a model there is nothing to measure. Choose one first.');
      try {
        return await measure(provider, desk.settings.timeoutMs, signal);
      } catch (error) {
        throw asAppError(error, signal);
      }
    },

    getConsent: async ({ investigationId, address }) => ({ allowed: desk.isAllowed(investigationId, address) }),

    setConsent: async ({ investigationId, address, allowed }) => {
      desk.allow(investigationId, address, allowed);
      return {};
    },

    listDepartures: async () => ({ departures: desk.departures() }),
  };
}

async function checkServer(provider: ModelProvider, leavesComputer: boolean, signal: AbortSignal): Promise<ServerCheck> {
  const startedMs = performance.now();
  try {
    const models = await provider.models(AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS)]));
    return { reachable: true, elapsedMs: performance.now() - startedMs, leavesComputer, models };
  } catch (error) {
    if (signal.aborted) throw new AppError('CANCELLED', 'Cancelled.');
    const problem =
      error instanceof ProviderFailure
        ? error.message
        : `${provider.info.address ?? ''} gave no list of its models within ${CHECK_MS / 1_000} s.`;
    return { reachable: false, elapsedMs: performance.now() - startedMs, leavesComputer, models: [], problem };
  }
}

async function measure(provider: ModelProvider, timeoutMs: number, signal: AbortSignal) {
  const request = {
    messages: [
      { role: 'user' as const, content: 'Answer with a JSON object {"text": "…"} whose text counts from one to thirty in words.' },
    ],
    schema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'], additionalProperties: false },
    maxOutputTokens: MEASURED_TOKENS,
    contextTokens: 2_048,
  };
  const startedMs = performance.now();
  const pieces = withDeadlines(provider.info.model ?? '', { firstMs: timeoutMs, idleMs: timeoutMs }, signal, (inner) =>
    provider.chat(request, inner),
  );
  let firstWordMs: number | undefined;
  for (;;) {
    const next = await pieces.next();
    firstWordMs ??= performance.now() - startedMs;
    if (next.done !== true) continue;
    const seconds = (performance.now() - startedMs - firstWordMs) / 1_000;
    return { firstWordMs, tokensPerSecond: seconds > 0 && next.value.outputTokens > 0 ? next.value.outputTokens / seconds : undefined };
  }
}

export function asAppError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return new AppError('CANCELLED', 'Cancelled.');
  return error instanceof ProviderFailure ? new AppError('MODEL_FAILED', error.message, { cause: error }) : error;
}

/** Prefix and the last four characters; of a short key nothing but that there is one. */
function shownKey(key: string): string {
  return key.length < 12 ? '…' : `${key.slice(0, 3)}…${key.slice(-4)}`;
}
