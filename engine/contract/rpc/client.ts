import { AppError, ERROR_CODES, type ErrorCode } from '../../base/app-error.ts';
import { CONTRACT_VERSION } from '../api.ts';
import type { ApiDef, CallOptions, Client } from '../definition.ts';
import { STREAM_CREDIT, type ToClient, type ToServer } from './messages.ts';
import type { Transport } from './transport.ts';

interface Waiting {
  /** The answer of a call, alone; items of a stream, one or more at a time. */
  values(values: readonly unknown[]): void;
  end(): void;
  fail(error: AppError): void;
}

/**
 * A client over a channel. Every call rejects with AppError: the engine's own, CONNECTION_LOST when the channel closes,
 * CANCELLED when the signal fires, VERSION_MISMATCH when the engine speaks another version.
 */
export function createClient<Api extends ApiDef>(api: Api, transport: Transport): Client<Api> {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let broken: AppError | undefined;

  const send = (message: ToServer) => transport.send(message);
  const breakAll = (error: AppError) => {
    broken ??= error;
    const all = [...waiting.values()];
    waiting.clear();
    for (const one of all) one.fail(broken);
  };

  transport.onClose(() =>
    breakAll(new AppError('CONNECTION_LOST', 'The engine went away. What it had stored is safe. It is asked again as soon as it answers.')),
  );
  transport.onMessage((raw) => {
    const message = raw as ToClient;
    if (message.kind === 'hello') {
      if (message.contract !== CONTRACT_VERSION) {
        breakAll(
          new AppError(
            'VERSION_MISMATCH',
            `This window speaks version ${CONTRACT_VERSION}, the engine version ${message.contract}. Nothing was sent. Reload the window, or start Logsift again.`,
          ),
        );
      }
      return;
    }
    const one = waiting.get(message.id);
    if (one === undefined) return;
    if (message.kind === 'items') {
      one.values(message.values);
      return;
    }
    waiting.delete(message.id);
    if (message.kind === 'result') one.values([message.value]);
    else if (message.kind === 'end') one.end();
    else one.fail(new AppError(codeOf(message.code), message.message, { details: { ...message.details } }));
  });
  send({ kind: 'hello', contract: CONTRACT_VERSION });

  function call(name: string, input: unknown, { signal }: CallOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (broken !== undefined) return reject(broken);
      if (signal?.aborted) return reject(cancelled());
      const id = nextId++;
      const onAbort = () => {
        waiting.delete(id);
        send({ kind: 'cancel', id });
        reject(cancelled());
      };
      const settle =
        <T>(done: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', onAbort);
          done(value);
        };
      waiting.set(id, { values: settle(([value]: readonly unknown[]) => resolve(value)), end: () => undefined, fail: settle(reject) });
      signal?.addEventListener('abort', onAbort, { once: true });
      send({ kind: 'call', id, name, input });
    });
  }

  async function* stream(name: string, input: unknown, { signal }: CallOptions = {}): AsyncGenerator<unknown> {
    if (broken !== undefined) throw broken;
    if (signal?.aborted) throw cancelled();
    const id = nextId++;
    const items: unknown[] = [];
    let outcome: 'ended' | AppError | undefined;
    let wake = () => {};
    const finish = (how: 'ended' | AppError) => {
      outcome ??= how;
      wake();
    };
    const onAbort = () => finish(cancelled());
    waiting.set(id, {
      values: (values) => {
        items.push(...values);
        wake();
      },
      end: () => finish('ended'),
      fail: finish,
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    send({ kind: 'stream', id, name, input });
    let unacknowledged = 0;
    try {
      for (;;) {
        while (items.length > 0) {
          yield items.shift();
          if (++unacknowledged >= STREAM_CREDIT / 2) {
            send({ kind: 'credit', id, count: unacknowledged });
            unacknowledged = 0;
          }
        }
        if (outcome === 'ended') return;
        if (outcome !== undefined) throw outcome;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      if (waiting.delete(id) && broken === undefined) send({ kind: 'cancel', id });
    }
  }

  const methods: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(api)) {
    methods[name] =
      definition.kind === 'call'
        ? (input: unknown, options?: CallOptions) => call(name, input, options)
        : (input: unknown, options?: CallOptions) => stream(name, input, options);
  }
  // The loop above made one method per entry of `api`, of the kind the entry says; the compiler cannot follow that.
  return methods as Client<Api>;
}

function cancelled(): AppError {
  return new AppError('CANCELLED', 'Cancelled.');
}

function codeOf(code: string): ErrorCode {
  return code in ERROR_CODES ? (code as ErrorCode) : 'INTERNAL';
}
