import path from 'node:path';
import { AppError } from '../../base/app-error.ts';
import { type Embedder, normalized } from './embedder.ts';

/** As much of `@huggingface/transformers` as is used here; the package is no dependency: who wants it installs it. */
interface Transformers {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  pipeline(task: 'feature-extraction', model: string, options: { readonly local_files_only: boolean }): Promise<Extract>;
}
type Extract = (texts: string[], options: { readonly pooling: 'mean'; readonly normalize: boolean }) => Promise<{ tolist(): number[][] }>;

const PACKAGE = '@huggingface/transformers';

/** Vectors of a sentence model in a folder of this computer, run by transformers.js; nothing is ever fetched. */
export class TransformersEmbedder implements Embedder {
  readonly id: string;
  readonly #folder: string;
  #extract: Promise<Extract> | undefined;

  /** @param folder of the model, with its `config.json`, tokenizer files and `onnx/` */
  constructor(folder: string) {
    this.#folder = path.resolve(folder);
    this.id = `transformers ${path.basename(this.#folder)}`;
  }

  /** @throws AppError NOT_FOUND when the package or the model is not there */
  async embed(texts: readonly string[], _signal: AbortSignal): Promise<Float32Array[]> {
    this.#extract ??= this.#load();
    const extract = await this.#extract;
    const vectors = await extract([...texts], { pooling: 'mean', normalize: true });
    return vectors.tolist().map((vector) => normalized(Float32Array.from(vector)));
  }

  async #load(): Promise<Extract> {
    let transformers: Transformers;
    try {
      transformers = await import(/* @vite-ignore */ PACKAGE);
    } catch (cause) {
      throw new AppError(
        'NOT_FOUND',
        `The package ${PACKAGE} is not installed, so the model in "${this.#folder}" cannot be run. Install it beside Logsift (npm install ${PACKAGE}), or choose the built-in word vectors.`,
        { cause },
      );
    }
    transformers.env.allowRemoteModels = false;
    transformers.env.localModelPath = path.dirname(this.#folder);
    try {
      return await transformers.pipeline('feature-extraction', path.basename(this.#folder), { local_files_only: true });
    } catch (cause) {
      throw new AppError(
        'NOT_FOUND',
        `There is no sentence model in "${this.#folder}" that can be run: ${cause instanceof Error ? cause.message : String(cause)} Name the folder that holds its config.json, or choose the built-in word vectors.`,
        { cause },
      );
    }
  }
}
