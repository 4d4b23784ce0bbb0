import type { ExplainerInfo, FallbackReason, PromptMessage } from '../events.ts';

export interface ChatRequest {
  readonly messages: readonly PromptMessage[];
  /** JSON schema the answer has to follow. */
  readonly schema: object;
  readonly maxOutputTokens: number;
  readonly contextTokens: number;
}

/** How an answer ended, and what it took; tokens as the server counts them, 0 where it does not. */
export interface ChatEnd {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** True where the answer was cut because it became too long. */
  readonly cut: boolean;
}

export interface ModelInfo {
  readonly name: string;
  readonly sizeBytes?: number | undefined;
}

/** A model that answers a question piece by piece. */
export interface ModelProvider {
  readonly info: ExplainerInfo;
  /**
   * Pieces of the answer as they come.
   * @throws ProviderFailure; whatever the signal was aborted with
   */
  chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<string, ChatEnd>;
  /** @throws ProviderFailure */
  models(signal: AbortSignal): Promise<ModelInfo[]>;
  /** How many tokens its window has, prompt and answer together; undefined where the server does not tell. @throws ProviderFailure */
  contextTokens(signal: AbortSignal): Promise<number | undefined>;
}

/** A model server that could not be used; its message says what happened and what to do, in words for a person. */
export class ProviderFailure extends Error {
  readonly reason: FallbackReason;

  constructor(reason: FallbackReason, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ProviderFailure';
    this.reason = reason;
  }
}
