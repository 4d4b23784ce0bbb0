import type { OllamaProvider } from '../providers/ollama.ts';
import { type Embedder, normalized } from './embedder.ts';

/** Vectors of an embedding model of an Ollama server. */
export class OllamaEmbedder implements Embedder {
  readonly id: string;
  readonly #provider: OllamaProvider;

  constructor(provider: OllamaProvider) {
    this.id = `ollama ${provider.info.model}`;
    this.#provider = provider;
  }

  async embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const vectors = await this.#provider.embed(texts, signal);
    return vectors.map((vector) => normalized(Float32Array.from(vector)));
  }
}
