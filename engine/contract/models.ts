import { z } from 'zod';
import { Count, EpochUs, InvestigationId } from './common.ts';
import { call, stream } from './definition.ts';

/**
 * Who puts an anomaly into words. `none`: the rules of Logsift alone. `ollama`: an Ollama server. `local` and `hosted`: servers with the OpenAI
 * chat interface; they differ in where one expects them, while what leaves this computer is told from the address alone.
 */
export const ProviderId = z.enum(['none', 'ollama', 'local', 'hosted']);
export type ProviderId = z.output<typeof ProviderId>;

/** Absent model: the one of the settings. */
export const ModelChoice = z.object({ provider: ProviderId, model: z.string().max(300).optional() });
export type ModelChoice = z.output<typeof ModelChoice>;

/** Who answers, and where. */
export const Explainer = z.object({
  provider: ProviderId,
  /** Absent for `none`. */
  model: z.string().optional(),
  /** Host and port it is asked at, for example `127.0.0.1:11434`. */
  address: z.string().optional(),
  /** True where what is sent goes to another machine. */
  leavesComputer: z.boolean(),
});
export type Explainer = z.output<typeof Explainer>;

/** Money is in the currency in which prices were entered; absent where no price is known. */
export const ModelUse = z.object({ inputTokens: Count, outputTokens: Count, cost: z.number().min(0).optional() });
export type ModelUse = z.output<typeof ModelUse>;

/** What is replaced before anything is sent to a model. */
export const MaskChoice = z.object({ cards: z.boolean(), emails: z.boolean(), tokens: z.boolean(), ips: z.boolean() });
export type MaskChoice = z.output<typeof MaskChoice>;

const Server = z.object({
  /** With its path: `http://127.0.0.1:11434`, `https://api.example.com/v1`. */
  address: z.string().min(1).max(2_000),
  /** Empty: none chosen. */
  model: z.string().max(300),
  /** Tokens of the model's window; absent: what the server says, 32,768 at most, and 8,192 where it says nothing. */
  contextTokens: z.int().min(1_024).max(2_000_000).optional(),
});

/** Per million tokens, in whatever currency. */
const Price = z.number().min(0).max(1_000_000).optional();

export const ModelSettings = z.object({
  provider: ProviderId,
  ollama: Server,
  local: Server,
  hosted: Server.extend({ inputPrice: Price, outputPrice: Price }),
  /** Records whose text goes into one question, at most. */
  maxRecords: z.int().min(1).max(200),
  mask: MaskChoice,
  /** What finds patterns by meaning: word vectors that ship with Logsift, an Ollama model, or a model in a folder (run by transformers.js). */
  embedding: z.object({ provider: z.enum(['words', 'ollama', 'folder']), model: z.string().max(300), folder: z.string().max(4_000) }),
  /** For the first word of an answer; the words after it get half of that. */
  timeoutMs: z.int().min(100).max(3_600_000),
});
export type ModelSettings = z.output<typeof ModelSettings>;

/** A key is never given out again: only its beginning and its end. */
export const KeyShown = z.object({
  shown: z.string().optional(),
  /** `environment`: from OPENAI_API_KEY. */
  from: z.enum(['nowhere', 'keychain', 'file', 'locked', 'session', 'environment']),
});

export const ServerCheck = z.object({
  reachable: z.boolean(),
  elapsedMs: z.number().min(0),
  leavesComputer: z.boolean(),
  models: z.array(z.object({ name: z.string(), sizeBytes: Count.optional() })),
  /** Why it cannot be used, in a sentence. */
  problem: z.string().optional(),
});
export type ServerCheck = z.output<typeof ServerCheck>;

export const modelsApi = {
  getModelSettings: call(z.object({}), z.object({ settings: ModelSettings, key: KeyShown })),
  putModelSettings: call(z.object({ settings: ModelSettings }), z.object({})),
  /** The key of the hosted model; absent: it is forgotten. */
  putModelKey: call(z.object({ key: z.string().min(1).max(1_000).optional() }), z.object({ key: KeyShown })),
  /** Asks a server which models it has. Nothing of an investigation is sent. */
  checkModelServer: call(z.object({ provider: ProviderId }), ServerCheck),
  /** Has the Ollama server fetch a model. */
  pullModel: stream(
    z.object({ model: z.string().min(1).max(300) }),
    z.object({ status: z.string(), completedBytes: Count, totalBytes: Count }),
  ),
  /** Lets the chosen model of a provider write a few words. Nothing of an investigation is sent. */
  measureModel: call(
    z.object({ provider: ProviderId }),
    z.object({ firstWordMs: z.number().min(0), tokensPerSecond: z.number().min(0).optional() }),
  ),
  /** Whether the records of an investigation may be sent to an address (see Explainer) outside this computer. Kept by this computer, not in the investigation. */
  getConsent: call(z.object({ investigationId: InvestigationId, address: z.string().min(1) }), z.object({ allowed: z.boolean() })),
  setConsent: call(z.object({ investigationId: InvestigationId, address: z.string().min(1), allowed: z.boolean() }), z.object({})),
  /** What was sent to models on other machines since the program began; empty: nothing. */
  listDepartures: call(
    z.object({}),
    z.object({ departures: z.array(z.object({ address: z.string(), questions: Count, bytes: Count, lastUs: EpochUs })) }),
  ),
};
