import type { Readable } from 'node:stream';

const QUEUE_BYTES = 4 << 20;

export interface StreamQueue {
  /** The next chunk; undefined at the end. Rejects with the stream's error, after all chunks before it. */
  next(): Promise<Uint8Array | undefined>;
}

/**
 * Reads a stream by its events, because an async iterator drops what was unpacked before an error.
 * Chunks come first, then the error; the stream is paused while more than QUEUE_BYTES wait.
 */
export function queueOf(stream: Readable): StreamQueue {
  const chunks: Uint8Array[] = [];
  let waitingBytes = 0;
  let outcome: { readonly error: unknown } | 'ended' | undefined;
  let wake: (() => void) | undefined;
  const notify = () => {
    wake?.();
    wake = undefined;
  };
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes > QUEUE_BYTES) stream.pause();
    notify();
  });
  stream.on('end', () => {
    outcome ??= 'ended';
    notify();
  });
  stream.on('close', () => {
    outcome ??= 'ended';
    notify();
  });
  stream.on('error', (error) => {
    outcome = { error };
    notify();
  });
  return {
    async next() {
      for (;;) {
        const chunk = chunks.shift();
        if (chunk !== undefined) {
          waitingBytes -= chunk.length;
          if (waitingBytes <= QUEUE_BYTES && stream.isPaused()) stream.resume();
          return chunk;
        }
        if (outcome === 'ended') return undefined;
        if (outcome !== undefined) throw outcome.error;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
