import type { z } from 'zod';
import { AppError, isAppError } from '../../base/app-error.ts';
import { CONTRACT_VERSION } from '../api.ts';
import type { ApiDef, Handlers } from '../definition.ts';
import { STREAM_CREDIT, type ToClient, type ToServer } from './messages.ts';
import type { Transport } from './transport.ts';

type AnyHandler = (input: unknown, context: { readonly signal: AbortSignal }) => Promise<unknown> | AsyncIterable<unknown>;

interface Running {
  readonly abort: AbortController;
  credit: number;
  wake: () => void;
}

/**
 * Answers requests of one channel until it closes; then everything under way is aborted.
 * Input is parsed here, once. A bug answers INTERNAL with its message, never with a stack.
 */
export function serve<Api extends ApiDef>(api: Api, handlers: Handlers<Api>, transport: Transport, onBug: (error: unknown) => void = () => {}): void {
  const running = new Map<number, Running>();
  const send = (message: ToClient) => transport.send(message);

  transport.onClose(() => {
    for (const one of running.values()) one.abort.abort();
    running.clear();
  });
  transport.onMessage((raw) => {
    const message = raw as ToServer;
    if (message.kind === 'hello') send({ kind: 'hello', contract: CONTRACT_VERSION });
    else if (message.kind === 'cancel') {
      const one = running.get(message.id);
      running.delete(message.id);
      one?.abort.abort();
      one?.wake();
    } else if (message.kind === 'credit') {
      const one = running.get(message.id);
      if (one === undefined) return;
      one.credit += message.count;
      one.wake();
    } else void answer(message);
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
        for await (const value of handler(parsed, context) as AsyncIterable<unknown>) {
          if (!running.has(id)) return;
          send({ kind: 'item', id, value });
          one.credit--;
          while (one.credit <= 0 && running.has(id)) {
            await new Promise<void>((resolve) => {
              one.wake = resolve;
            });
          }
          if (!running.has(id)) return;
        }
        send({ kind: 'end', id });
      }
    } catch (error) {
      if (!isAppError(error)) onBug(error);
      if (running.has(id)) send(failure(id, error));
    } finally {
      running.delete(id);
    }
  }

  function prepare(kind: string, name: string, input: unknown): { handler: AnyHandler; parsed: unknown } {
    const definition = Object.hasOwn(api, name) ? api[name] : undefined;
    if (definition === undefined || definition.kind !== kind) {
      throw new AppError('UNKNOWN_CALL', `The engine does not know the request "${name}". Its version differs from that of the window. Start Logsift again.`);
    }
    const parsed: z.ZodSafeParseResult<unknown> = definition.input.safeParse(input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new AppError('BAD_REQUEST', `The request "${name}" is not valid${issue === undefined ? '' : ` at ${issue.path.join('.') || 'its top'}: ${issue.message}`}. Nothing was done.`);
    }
    // Handlers<Api> has one function per entry of `api`, taking what its schema gives; the compiler cannot follow a dynamic name.
    return { handler: handlers[name] as unknown as AnyHandler, parsed: parsed.data };
  }
}

function failure(id: number, error: unknown): ToClient {
  if (isAppError(error)) return { kind: 'error', id, code: error.code, message: error.message, details: error.details };
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'error', id, code: 'INTERNAL', message: `Something in Logsift failed that should not: ${message}. Nothing of yours is lost. Try again; if it stays, please report it.`, details: {} };
}
