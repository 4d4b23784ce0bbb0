import { z } from 'zod';
import { AppError, type ErrorCode } from '../../base/app-error.ts';
import type { Policy } from '../model/policy.ts';
import { Comparison, FullVersion, History, type Publication, Published, ServiceSummary } from '../protocol/messages.ts';

export interface ServerAddress {
  /** Such as `https://policies.example`. */
  readonly url: string;
  readonly key: string;
}

const Refused = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.array(z.string()).optional() }),
});

const Services = z.object({ services: z.array(ServiceSummary) });

const CODES: readonly ErrorCode[] = ['BAD_REQUEST', 'BAD_POLICY', 'NOT_SIGNED_IN', 'NOT_ALLOWED', 'NOT_FOUND', 'CONFLICT', 'TOO_MANY'];
const TIMEOUT_MS = 15_000;

/** What people do with a policy server. Each method throws the AppError that the server answered, or SERVER_UNREACHABLE. */
export class PolicyServerClient {
  readonly #base: URL;
  readonly #key: string;

  /** @throws AppError BAD_REQUEST for what is no address */
  constructor({ url, key }: ServerAddress) {
    const base = URL.parse(url.endsWith('/') ? url : `${url}/`);
    if (base === null || !/^https?:$/.test(base.protocol)) {
      throw new AppError('BAD_REQUEST', `"${url}" is no address of a policy server. Name one such as https://policies.example.`);
    }
    this.#base = base;
    this.#key = key;
  }

  services(signal?: AbortSignal): Promise<z.output<typeof Services>> {
    return this.#ask(Services, 'GET', 'api/v1/services', undefined, signal);
  }

  history(service: string, signal?: AbortSignal): Promise<History> {
    return this.#ask(History, 'GET', `${pathOf(service)}/history?limit=50`, undefined, signal);
  }

  version(service: string, version: number, signal?: AbortSignal): Promise<FullVersion> {
    return this.#ask(FullVersion, 'GET', `${pathOf(service)}/versions/${version}`, undefined, signal);
  }

  compare(service: string, from: number, to: number, signal?: AbortSignal): Promise<Comparison> {
    return this.#ask(Comparison, 'GET', `${pathOf(service)}/compare?from=${from}&to=${to}`, undefined, signal);
  }

  publish(
    service: string,
    policies: readonly Policy[],
    about: Omit<Publication, 'policies' | 'service' | 'version' | 'format'>,
    signal?: AbortSignal,
  ): Promise<Published> {
    return this.#ask(Published, 'POST', pathOf(service), { ...about, policies }, signal);
  }

  rollback(
    service: string,
    toVersion: number,
    about: { reason: string; author?: string | undefined },
    signal?: AbortSignal,
  ): Promise<Published> {
    return this.#ask(Published, 'POST', `${pathOf(service)}/rollback`, { ...about, to_version: toVersion }, signal);
  }

  async #ask<T>(schema: z.ZodType<T>, method: string, path: string, body: unknown, signal: AbortSignal | undefined): Promise<T> {
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    const { status, text } = await this.#send(method, path, body, signal === undefined ? limit : AbortSignal.any([signal, limit]), signal);
    const parsed = jsonOf(text);
    if (status >= 200 && status < 300) {
      const answer = schema.safeParse(parsed);
      if (answer.success) return answer.data;
    }
    const refused = Refused.safeParse(parsed);
    if (refused.success) throw refusal(refused.data.error);
    throw new AppError(
      'SERVER_UNREACHABLE',
      `${this.#base.host} answered ${status}, and not as a policy server does. Nothing was changed there as far as we know. Check the address.`,
    );
  }

  async #send(method: string, path: string, body: unknown, signal: AbortSignal, asked: AbortSignal | undefined) {
    try {
      const answer = await fetch(new URL(path, this.#base), {
        method,
        signal,
        // A key must not follow to wherever somebody leads it.
        redirect: 'manual',
        headers: { authorization: `Bearer ${this.#key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        body: body === undefined ? null : JSON.stringify(body),
      });
      return { status: answer.status, text: await answer.text() };
    } catch (cause) {
      if (asked?.aborted) throw new AppError('CANCELLED', 'Cancelled.', { cause });
      const why = signal.aborted ? `no answer within ${TIMEOUT_MS / 1000} s` : whyOf(cause);
      throw new AppError(
        'SERVER_UNREACHABLE',
        `The policy server at ${this.#base.host} cannot be reached: ${why}. Whether it got the request is not known. Check the address, then look at its history.`,
        { cause },
      );
    }
  }
}

function pathOf(service: string): string {
  return `api/v1/policies/${encodeURIComponent(service)}`;
}

function refusal({ code, message, details }: z.output<typeof Refused>['error']): AppError {
  const known = CODES.find((one) => one === code) ?? 'SERVER_UNREACHABLE';
  return new AppError(
    known,
    details === undefined || details.length < 2 ? message : `${message}\n${details.map((detail) => `  ${detail}`).join('\n')}`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever it is, no answer of ours: the schemas say so.
    return undefined;
  }
}

function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
