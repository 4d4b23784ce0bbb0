import { Worker } from 'node:worker_threads';
import { AppError } from '../../base/app-error.ts';
import type { Template } from '../../mine/refine.ts';
import type { PackedSignatures } from '../../store/packed-signatures.ts';
import { endThread } from '../thread-end.ts';
import { THREAD_LIMITS } from '../thread-limits.ts';
import type { FromMiner, Mined, ToMiner } from './messages.ts';

/** Refines signatures into templates on a thread of its own, so that reading and questions go on meanwhile. */
export class Miner {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve(mined: Mined): void; reject(error: unknown): void }>();
  #nextRequest = 1;
  #death: AppError | undefined;

  constructor(entry: URL) {
    this.#worker = new Worker(entry, { resourceLimits: THREAD_LIMITS });
    this.#worker.on('message', (answer: FromMiner) => {
      this.#waiting.get(answer.requestId)?.resolve(answer.mined);
      this.#waiting.delete(answer.requestId);
    });
    this.#worker.on('error', (cause) => this.#die(cause));
    this.#worker.on('exit', () => this.#die(undefined));
  }

  /** Signatures must come in the order of their ids. */
  add(signatures: PackedSignatures): void {
    if (signatures.count > 0) this.#post({ kind: 'add', signatures: { count: signatures.count, bytes: signatures.bytes.slice() } });
  }

  /**
   * @param counts records of each signature, by id; their number says how many signatures take part
   * @param known templates that keep their ids
   * @throws AppError WORKER_DIED
   */
  refine(counts: Float64Array, known: readonly Template[]): Promise<Mined> {
    if (this.#death !== undefined) return Promise.reject(this.#death);
    const requestId = this.#nextRequest++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(requestId, { resolve, reject });
      this.#post({ kind: 'refine', requestId, counts, known });
    });
  }

  async close(): Promise<void> {
    await endThread(this.#worker);
  }

  #post(message: ToMiner): void {
    this.#worker.postMessage(message, message.kind === 'add' ? [message.signatures.bytes.buffer] : []);
  }

  #die(cause: unknown): void {
    this.#death ??= new AppError(
      'WORKER_DIED',
      'Finding patterns ended in the middle. Records and search still work. Read the sources again to find the patterns.',
      { cause },
    );
    for (const waiting of this.#waiting.values()) waiting.reject(this.#death);
    this.#waiting.clear();
  }
}
