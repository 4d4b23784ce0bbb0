import type { z } from 'zod';
import { AppError, isAppError } from '../../base/app-error.ts';
import { CONTRACT_VERSION } from '../api.ts';
import type { ApiDef, Handlers } from '../definition.ts';
import { STREAM_CREDIT, type ToClient, ToServer } from './messages.ts';
import type { Transport } from './transport.ts';

type AnyHandler = (input: unknown, context: { readonly signal: AbortSignal }) => Promise<unknown> | AsyncIterable<unknown>;

interface Running {
  readonly abort: AbortController;
  credit: number;
  wake: () => void;
}

/**
 * Answers requests of one channel until it closes; then everything under way is aborted.
 * Input is parsed here, once. A bug answers INTERNAL with its message, never with a stack. A client of another version gets
 * VERSION_MISMATCH for whatever it asks; a channel that brings anything but requests is closed.
 */
export function serve<Api extends ApiDef>(
  api: Api,
  handlers: Handlers<Api>,
  transport: Transport,
  onBug: (error: unknown) => void = () => {},
): void {
  const running = new Map<number, Running>();
  let clientContract: number = CONTRACT_VERSION;
  const send = (message: ToClient) => transport.send(message);

  transport.onClose(() => {
    const all = [...running.values()];
    running.clear();
    for (const one of all) {
      one.abort.abort();
      one.wake();
    }
  });
  transport.onMessage((raw) => {
    const { data: message } = ToServer.safeParse(raw);
    if (message === undefined) return transport.close();
    if (message.kind === 'hello') {
      clientContract = message.contract;
      send({ kind: 'hello', contract: CONTRACT_VERSION });
    } else if (message.kind === 'cancel') {
      const one = running.get(message.id);
      running.delete(message.id);
      one?.abort.abort();
      one?.wake();
    } else if (message.kind === 'credit') {
      const one = running.get(message.id);
      if (one === undefined) return;
      one.credit += message.count;
      one.wake();
    } else if (!running.has(message.id)) void answer(message);
  });

  async function answer({ kind, id, name, input }: Extract<ToServer, { input: unknown }>): Promise<void> {
    const one: Running = { abort: new AbortController(), credit: STREAM_CREDIT, wake: () => {} };
    running.set(id, one);
    try {
      const { handler, parsed } = prepare(kind, name, input);
      const context = { signal: one.abort.signal };
      if (kind === 'call') {
        const value = await handler(parsed, context);
        if (running.has(id)) send({ kind: 'result', id, value });
      } else {
        await sendItems(id, one, handler(parsed, context) as AsyncIterable<unknown>);
        if (!running.has(id)) return;
        send({ kind: 'end', id });
      }
    } catch (error) {
      if (!isAppError(error)) onBug(error);
      if (running.has(id)) send(failure(id, error));
    } finally {
      running.delete(id);
    }
  }

  /** Takes items while the reader has room and sends those that come without a wait together. Returns when all are sent or nobody reads any more. */
  async function sendItems(id: number, one: Running, items: AsyncIterable<unknown>): Promise<void> {
    const iterator = items[Symbol.asyncIterator]();
    let batch: unknown[] = [];
    const flush = () => {
      if (batch.length > 0 && running.has(id)) send({ kind: 'items', id, values: batch });
      batch = [];
    };
    try {
      while (running.has(id)) {
        const next = iterator.next();
        if (batch.length > 0 && !(await isReadySoon(next))) flush();
        const { done, value } = await next;
        if (done === true) return;
        batch.push(value);
        one.credit--;
        if (one.credit > 0) continue;
        flush();
        while (one.credit <= 0 && running.has(id)) {
          await new Promise<void>((resolve) => {
            one.wake = resolve;
          });
        }
      }
    } finally {
      flush();
      await iterator.return?.();
    }
  }

  function prepare(kind: string, name: string, input: unknown): { handler: AnyHandler; parsed: unknown } {
    if (clientContract !== CONTRACT_VERSION) {
      throw new AppError(
        'VERSION_MISMATCH',
        `The engine speaks version ${CONTRACT_VERSION}, the one who asks version ${clientContract}. Nothing was done. Start Logsift again.`,
      );
    }
    const definition = Object.hasOwn(api, name) ? api[name] : undefined;
    if (definition === undefined || definition.kind !== kind) {
      throw new AppError(
        'UNKNOWN_CALL',
        `The engine does not know the request "${name}". Its version differs from that of the window. Start Logsift again.`,
      );
    }
    const parsed: z.ZodSafeParseResult<unknown> = definition.input.safeParse(input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new AppError(
        'BAD_REQUEST',
        `The request "${name}" is not valid${issue === undefined ? '' : ` at ${issue.path.join('.') || 'its top'}: ${issue.message}`}. Nothing was done.`,
      );
    }
    // Handlers<Api> has one function per entry of `api`, taking what its schema gives; the compiler cannot follow a dynamic name.
    return { handler: handlers[name] as unknown as AnyHandler, parsed: parsed.data };
  }
}

/** Turns of the microtask queue an item may take and still count as ready; a generator that yields at once needs three. */
const READY_TURNS = 8;

/** Whether the promise settles without waiting for a timer, a thread or a disk. */
async function isReadySoon(promise: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  promise.then(settle, settle);
  for (let turn = 0; turn < READY_TURNS && !isSettled; turn++) await undefined;
  return isSettled;
}

function failure(id: number, error: unknown): ToClient {
  if (isAppError(error)) return { kind: 'error', id, code: error.code, message: error.message, details: error.details };
  const message = error instanceof Error ? error.message : String(error);
  return {
    kind: 'error',
    id,
    code: 'INTERNAL',
    message: `Something in Logsift failed that should not: ${message}. Nothing of yours is lost. Try again; if it stays, please report it.`,
    details: {},
  };
}
