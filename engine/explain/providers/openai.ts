import type { ServerAddress } from './address.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { numberIn } from './model-info.ts';
import { type ChatEnd, type ChatRequest, type ModelInfo, type ModelProvider, ProviderFailure } from './provider.ts';

export interface OpenAiOptions {
  readonly provider: 'local' | 'hosted';
  readonly address: ServerAddress;
  readonly model: string;
  /** Local servers mostly want none. */
  readonly key: string | undefined;
}

const WINDOW_NAMES: ReadonlySet<string> = new Set(['max_model_len', 'context_length', 'max_context_length', 'context_window']);

/** Any server with the OpenAI chat interface: OpenAI, LM Studio, llama.cpp, vLLM. */
export class OpenAiProvider implements ModelProvider {
  readonly #options: OpenAiOptions;

  constructor(options: OpenAiOptions) {
    this.#options = options;
  }

  get info() {
    const { provider, address, model } = this.#options;
    return { provider, model, address: address.shown, leavesComputer: address.leavesComputer };
  }

  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<string, ChatEnd> {
    const pieces = await this.#begin(request, signal);
    let refusal = '';
    let reason: string | undefined;
    let use = { inputTokens: 0, outputTokens: 0 };
    try {
      for await (const { choices, usage } of pieces) {
        if (usage) use = { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens };
        const [choice] = choices;
        if (choice === undefined) continue;
        refusal += choice.delta.refusal ?? '';
        reason = choice.finish_reason ?? reason;
        const piece = choice.delta.content ?? '';
        if (piece !== '') yield piece;
      }
    } catch (error) {
      throw signal.aborted || error instanceof ProviderFailure ? error : this.#broken(error);
    }
    if (refusal !== '' || reason === 'content_filter')
      throw new ProviderFailure(
        'refused',
        `${this.#options.model} refused to answer${refusal === '' ? '' : `: “${refusal.slice(0, 200)}”`}.`,
      );
    if (reason === undefined) throw this.#broken(undefined);
    return { ...use, cut: reason === 'length' };
  }

  async models(signal: AbortSignal): Promise<ModelInfo[]> {
    const client = await this.#client(signal);
    const { data } = await asFailure(client.models.list());
    return data.map(({ id }) => ({ name: id }));
  }

  /** Not part of the interface, but vLLM (`max_model_len`), LM Studio and gateways (`context_length`) tell it with their models. */
  async contextTokens(signal: AbortSignal): Promise<number | undefined> {
    const client = await this.#client(signal);
    const { data } = await asFailure(client.models.list());
    return numberIn(
      data.find(({ id }) => id === this.#options.model),
      (name) => WINDOW_NAMES.has(name),
    );
  }

  /** Servers that do not know structured output say so with an error; they are asked once more without it. */
  async #begin({ messages, schema, maxOutputTokens }: ChatRequest, signal: AbortSignal) {
    const client = await this.#client(signal);
    const plain = {
      model: this.#options.model,
      messages: [...messages],
      stream: true as const,
      temperature: 0,
      max_tokens: maxOutputTokens,
    };
    const structured = {
      ...plain,
      stream_options: { include_usage: true },
      response_format: { type: 'json_schema' as const, json_schema: { name: 'answer', schema: { ...schema }, strict: true } },
    };
    try {
      return await asFailure(client.chat.completions.create(structured));
    } catch (error) {
      if (
        !(error instanceof ProviderFailure) ||
        !/\((?:400|422)\)/.test(error.message) ||
        !/response_format|json_schema|stream_options|schema/i.test(error.message)
      )
        throw error;
      return asFailure(client.chat.completions.create(plain));
    }
  }

  async #client(signal: AbortSignal) {
    const { default: OpenAI } = await import('openai');
    const { address, key } = this.#options;
    return new OpenAI({
      baseURL: address.url,
      // The client insists on one; what else it would take from the environment is not for this server.
      apiKey: key ?? 'none',
      organization: null,
      project: null,
      maxRetries: 0,
      logLevel: 'off',
      fetch: guardedFetch(this.#who(), signal),
    });
  }

  #who(): string {
    return `The model server at ${this.#options.address.shown}`;
  }

  #broken(cause: unknown): ProviderFailure {
    const why = cause instanceof Error ? `: ${cause.message.replace(/[.\s]+$/, '')}` : '';
    return new ProviderFailure(
      'failed',
      `${this.#options.model} at ${this.#options.address.shown} broke off in the middle of its answer${why}.`,
      { cause },
    );
  }
}

/** The client wraps what its fetch throws. */
async function asFailure<T>(promise: PromiseLike<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) if (cause instanceof ProviderFailure) throw cause;
    throw error;
  }
}
