import type { ServerAddress } from './address.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { numberIn } from './model-info.ts';
import { type ChatEnd, type ChatRequest, type ModelInfo, type ModelProvider, ProviderFailure } from './provider.ts';

export interface PullProgress {
  readonly status: string;
  /** Of the part that is being fetched; 0 where it is not known. */
  readonly completedBytes: number;
  readonly totalBytes: number;
}

/** Models of an Ollama server. */
export class OllamaProvider implements ModelProvider {
  readonly #address: ServerAddress;
  readonly #model: string;

  constructor(address: ServerAddress, model: string) {
    this.#address = address;
    this.#model = model;
  }

  get info() {
    const { shown, leavesComputer } = this.#address;
    return { provider: 'ollama' as const, model: this.#model, address: shown, leavesComputer };
  }

  async *chat({ messages, schema, maxOutputTokens, contextTokens }: ChatRequest, signal: AbortSignal): AsyncGenerator<string, ChatEnd> {
    const client = await this.#client(signal);
    const pieces = await client.chat({
      model: this.#model,
      messages: [...messages],
      stream: true,
      format: schema,
      options: { temperature: 0, num_ctx: contextTokens, num_predict: maxOutputTokens },
    });
    try {
      for await (const { message, done, done_reason, prompt_eval_count, eval_count } of pieces) {
        if (message.content !== '') yield message.content;
        if (done) return { inputTokens: prompt_eval_count ?? 0, outputTokens: eval_count ?? 0, cut: done_reason === 'length' };
      }
    } catch (error) {
      throw signal.aborted ? error : this.#broken(error);
    }
    throw this.#broken(undefined);
  }

  async models(signal: AbortSignal): Promise<ModelInfo[]> {
    const { models } = await (await this.#client(signal)).list();
    return models.map(({ name, size }) => ({ name, sizeBytes: size }));
  }

  /** Ollama names it after the architecture: `qwen3.context_length`. */
  async contextTokens(signal: AbortSignal): Promise<number | undefined> {
    const { model_info: info } = await (await this.#client(signal)).show({ model: this.#model });
    return numberIn(info, (name) => name.endsWith('.context_length'));
  }

  /** One vector for each text. @throws ProviderFailure */
  async embed(texts: readonly string[], signal: AbortSignal): Promise<number[][]> {
    const { embeddings } = await (await this.#client(signal)).embed({ model: this.#model, input: [...texts] });
    return embeddings;
  }

  /** Has the server fetch the model from where it gets its models: this is a download of the server's. @throws ProviderFailure */
  async *pull(signal: AbortSignal): AsyncGenerator<PullProgress> {
    const parts = await (await this.#client(signal)).pull({ model: this.#model, stream: true });
    try {
      for await (const { status, completed, total } of parts) yield { status, completedBytes: completed ?? 0, totalBytes: total ?? 0 };
    } catch (error) {
      throw signal.aborted || error instanceof ProviderFailure ? error : this.#broken(error);
    }
  }

  async #client(signal: AbortSignal) {
    const { Ollama } = await import('ollama');
    return new Ollama({ host: this.#address.url, fetch: guardedFetch(`Ollama at ${this.#address.shown}`, signal) });
  }

  #broken(cause: unknown): ProviderFailure {
    const why = cause instanceof Error ? `: ${cause.message.replace(/[.\s]+$/, '')}` : '';
    return new ProviderFailure(
      'failed',
      `${this.#model} of Ollama at ${this.#address.shown} broke off in the middle of its answer${why}.`,
      { cause },
    );
  }
}
