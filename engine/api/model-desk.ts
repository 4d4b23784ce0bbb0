import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import { type ModelChoice, ModelSettings, type ModelUse, type ProviderId } from '../contract/models.ts';
import type { Embedder } from '../explain/embed/embedder.ts';
import { OllamaEmbedder } from '../explain/embed/ollama-embedder.ts';
import { TransformersEmbedder } from '../explain/embed/transformers-embedder.ts';
import { WordModel } from '../explain/embed/word-model.ts';
import type { ModelTerms } from '../explain/explain.ts';
import { type ServerAddress, serverAddress } from '../explain/providers/address.ts';
import { OllamaProvider } from '../explain/providers/ollama.ts';
import { OpenAiProvider } from '../explain/providers/openai.ts';
import type { ModelProvider } from '../explain/providers/provider.ts';
import { KeptJson } from '../runtime/kept-json.ts';
import type { SecretStore } from '../runtime/pull/secret-store.ts';

/** The window of a model whose server does not tell. */
const USUAL_CONTEXT_TOKENS = 8_192;
/** Of a larger one no more is used unless a person says so: small models answer worse, slower and with more memory the more they are given. */
const MOST_CONTEXT_TOKENS = 32_768;
const CONTEXT_MS = 2_000;
const KEY_ID = 'hosted-model';

const Use = z.object({ calls: z.int(), inputTokens: z.int(), outputTokens: z.int(), cost: z.number().optional() });
type Use = z.output<typeof Use>;

const Kept = z.object({
  settings: ModelSettings.optional(),
  /** `investigation id, space, address`. */
  consents: z.array(z.string()).default([]),
  /** By investigation. */
  use: z.record(z.string(), Use).default({}),
});
type Kept = z.output<typeof Kept>;

export interface Departure {
  readonly address: string;
  readonly questions: number;
  readonly bytes: number;
  readonly lastUs: number;
}

export interface ModelDeskOptions {
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly keys: SecretStore;
  /** URL of the folder of what ships for finding by meaning. */
  readonly modelsFolder: string;
  readonly nowUs: () => number;
}

/** Knows which model is asked, on which terms, and what it took. */
export class ModelDesk {
  readonly #options: ModelDeskOptions;
  readonly #kept: KeptJson<Kept>;
  #words: WordModel | undefined;
  #folderModel: { readonly folder: string; readonly embedder: Embedder } | undefined;
  readonly #departures = new Map<string, Departure>();

  constructor(options: ModelDeskOptions) {
    this.#options = options;
    this.#kept = new KeptJson(path.join(options.dataDir, 'models.json'), 'The model settings', (value) =>
      Kept.catch(emptyKept()).parse(value ?? {}),
    );
  }

  get settings(): ModelSettings {
    return this.#kept.get().settings ?? defaultSettings(this.#options.environment);
  }

  /** @throws AppError BAD_REQUEST when an address is none */
  putSettings(settings: ModelSettings): void {
    for (const { address } of [settings.ollama, settings.local, settings.hosted]) serverAddress(address);
    this.#kept.put({ ...this.#kept.get(), settings });
  }

  async key(): Promise<{ readonly key: string | undefined; readonly from: SecretStore['kind'] | 'nowhere' | 'environment' }> {
    const { keys, environment } = this.#options;
    const kept = await keys.get(KEY_ID);
    if (kept !== undefined) return { key: kept, from: keys.kind };
    const given = environment.OPENAI_API_KEY;
    return given === undefined || given === '' ? { key: undefined, from: 'nowhere' } : { key: given, from: 'environment' };
  }

  async putKey(key: string | undefined): Promise<void> {
    const { keys } = this.#options;
    await (key === undefined ? keys.delete(KEY_ID) : keys.put(KEY_ID, key));
  }

  isAllowed(investigationId: string, address: string): boolean {
    return this.#kept.get().consents.includes(`${investigationId} ${address}`);
  }

  allow(investigationId: string, address: string, allowed: boolean): void {
    const kept = this.#kept.get();
    const one = `${investigationId} ${address}`;
    const others = kept.consents.filter((consent) => consent !== one);
    this.#kept.put({ ...kept, consents: allowed ? [...others, one] : others });
  }

  departures(): Departure[] {
    return [...this.#departures.values()];
  }

  address(provider: Exclude<ProviderId, 'none'>): ServerAddress {
    return serverAddress(this.settings[provider].address);
  }

  /** @throws AppError BAD_REQUEST when no model is named, neither by the choice nor by the settings */
  async provider(choice: ModelChoice): Promise<ModelProvider | undefined> {
    if (choice.provider === 'none') return undefined;
    const address = this.address(choice.provider);
    const model = choice.model ?? this.settings[choice.provider].model;
    if (model === '')
      throw new AppError(
        'BAD_REQUEST',
        `No model of ${address.shown} is chosen. Nothing was sent. Choose one in Settings, under Explanations.`,
      );
    if (choice.provider === 'ollama') return new OllamaProvider(address, model);
    return new OpenAiProvider({
      provider: choice.provider,
      address,
      model,
      key: choice.provider === 'hosted' ? (await this.key()).key : undefined,
    });
  }

  /** What makes vectors of patterns. */
  embedder(): Embedder {
    const { provider, model, folder } = this.settings.embedding;
    if (provider === 'ollama') return new OllamaEmbedder(new OllamaProvider(this.address('ollama'), model));
    if (provider === 'folder') {
      if (this.#folderModel?.folder !== folder) this.#folderModel = { folder, embedder: new TransformersEmbedder(folder) };
      return this.#folderModel.embedder;
    }
    this.#words ??= new WordModel(new URL('words-100d.bin', this.#options.modelsFolder));
    return this.#words;
  }

  /** How a model is asked about an investigation; undefined for the rules. */
  async terms(investigationId: string, choice: ModelChoice | undefined, allowOnce: boolean): Promise<ModelTerms | undefined> {
    const { settings } = this;
    const provider = await this.provider(choice ?? { provider: settings.provider });
    if (provider === undefined) return undefined;
    const { address = '', leavesComputer, provider: id } = provider.info;
    const allowed = !leavesComputer || allowOnce || this.isAllowed(investigationId, address);
    return {
      provider,
      allowed,
      mask: settings.mask,
      maxRecords: settings.maxRecords,
      contextTokens:
        id === 'none' ? USUAL_CONTEXT_TOKENS : (settings[id].contextTokens ?? (allowed ? await windowOf(provider) : USUAL_CONTEXT_TOKENS)),
      deadlines: { firstMs: settings.timeoutMs, idleMs: Math.ceil(settings.timeoutMs / 2) },
      onSent: (bytes) => {
        if (leavesComputer) this.#depart(address, bytes);
      },
      count: (tokens) => this.#count(investigationId, tokens, id === 'hosted'),
    };
  }

  #depart(address: string, bytes: number): void {
    const before = this.#departures.get(address);
    this.#departures.set(address, {
      address,
      questions: (before?.questions ?? 0) + 1,
      bytes: (before?.bytes ?? 0) + bytes,
      lastUs: this.#options.nowUs(),
    });
  }

  #count(investigationId: string, { inputTokens, outputTokens }: ModelUse, isPaid: boolean): { use: ModelUse; totalUse: Use } {
    const { inputPrice, outputPrice } = this.settings.hosted;
    const cost =
      isPaid && inputPrice !== undefined && outputPrice !== undefined
        ? (inputTokens * inputPrice + outputTokens * outputPrice) / 1e6
        : undefined;
    const kept = this.#kept.get();
    const before = kept.use[investigationId] ?? { calls: 0, inputTokens: 0, outputTokens: 0 };
    const totalUse: Use = {
      calls: before.calls + 1,
      inputTokens: before.inputTokens + inputTokens,
      outputTokens: before.outputTokens + outputTokens,
      cost: cost === undefined && before.cost === undefined ? undefined : (before.cost ?? 0) + (cost ?? 0),
    };
    this.#kept.put({ ...kept, use: { ...kept.use, [investigationId]: totalUse } });
    return { use: { inputTokens, outputTokens, cost }, totalUse };
  }
}

/** A server that does not answer will be told of when it is asked what matters. */
async function windowOf(provider: ModelProvider): Promise<number> {
  try {
    return Math.min(MOST_CONTEXT_TOKENS, (await provider.contextTokens(AbortSignal.timeout(CONTEXT_MS))) ?? USUAL_CONTEXT_TOKENS);
  } catch {
    return USUAL_CONTEXT_TOKENS;
  }
}

function emptyKept(): Kept {
  return { consents: [], use: {} };
}

function defaultSettings({ OLLAMA_HOST, OPENAI_BASE_URL }: ModelDeskOptions['environment']): ModelSettings {
  return {
    provider: 'none',
    ollama: { address: OLLAMA_HOST || 'http://127.0.0.1:11434', model: '' },
    local: { address: 'http://127.0.0.1:1234/v1', model: '' },
    hosted: { address: OPENAI_BASE_URL || 'https://api.openai.com/v1', model: '' },
    maxRecords: 40,
    mask: { cards: true, emails: true, tokens: true, ips: false },
    embedding: { provider: 'words', model: 'nomic-embed-text', folder: '' },
    timeoutMs: 60_000,
  };
}
