import { AppError, throwIfCancelled } from '../../base/app-error.ts';
import type { ConnectionDeps } from '../connector.ts';
import { parseExact } from '../exact-json.ts';
import { type Outcome, type RetryRules, waitBeforeRetry } from './retry.ts';

/** A service that sends more in one answer is asked for less at a time. */
const MAX_ANSWER_BYTES = 64 << 20;
const ANSWER_MS = 90_000;
/** Of what a service says about a failure, so much is shown. */
const SHOWN_CHARACTERS = 300;

export interface ServiceOptions {
  /** What it is called in messages. */
  readonly title: string;
  /** May have a path; what is asked for is appended to it. */
  readonly base: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Never to be seen in a message, even where the service repeats them. */
  readonly secrets: readonly string[];
  readonly retry: RetryRules;
  readonly deps: ConnectionDeps;
  /** The sentence for an answer that is a refusal; undefined: a general one. */
  readonly explain: (
    status: number,
    detail: string,
  ) => { readonly code: 'KEY_REFUSED' | 'NOT_FOUND' | 'BAD_QUERY'; readonly message: string } | undefined;
}

export interface ServiceRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Behind the base, with a slash first. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  /** Somebody waits: what does not work at once does not work. */
  readonly once?: boolean;
  readonly signal: AbortSignal;
}

/** One service over HTTP: sends the key, asks again what is worth it, says in a sentence what is not. */
export class ServiceClient {
  readonly #options: ServiceOptions;
  /** How much later the clock of the service is than ours, in milliseconds, as of its last answer. */
  #skewMs = 0;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** Now, by the clock of the service; by ours until it has answered. Milliseconds since the epoch. */
  get nowMs(): number {
    return this.#options.deps.now() + this.#skewMs;
  }

  /**
   * @returns the answer's JSON, see parseExact; undefined for an empty one
   * @throws as `read`
   */
  json(request: ServiceRequest): Promise<unknown> {
    return this.read(request, (bytes) => (bytes.length === 0 ? undefined : parseExact(textOf(bytes))));
  }

  /**
   * @param parse throws SyntaxError for an answer that did not come whole: it is asked for again
   * @throws AppError CANCELLED, KEY_REFUSED, NOT_FOUND, BAD_QUERY, SERVICE_UNREACHABLE, SERVICE_FAILED (details.status, or details.isTooLarge)
   */
  async read<Parsed>(request: ServiceRequest, parse: (bytes: Buffer<ArrayBuffer>) => Parsed): Promise<Parsed> {
    const { retry, deps } = this.#options;
    const { signal } = request;
    for (let tries = 1; ; tries++) {
      const outcome = await this.#ask(request, parse);
      if (outcome.kind === 'parsed') return outcome.value;
      const waitMs = request.once === true ? undefined : waitBeforeRetry(outcome, tries, retry, deps.now(), deps.random());
      if (waitMs === undefined) throw this.#failure(outcome);
      deps.onWait(this.#waitSentence(outcome, waitMs));
      await deps.wait(waitMs, signal);
      deps.onWait(undefined);
    }
  }

  async #ask<Parsed>(
    request: ServiceRequest,
    parse: (bytes: Buffer<ArrayBuffer>) => Parsed,
  ): Promise<Outcome | { readonly kind: 'parsed'; readonly value: Parsed }> {
    const { deps, headers } = this.#options;
    const { signal, body, form } = request;
    throwIfCancelled(signal);
    const impatience = AbortSignal.timeout(ANSWER_MS);
    let bytes: Buffer<ArrayBuffer>;
    try {
      const response = await deps.fetch(this.#address(request), {
        method: request.method,
        headers: {
          accept: 'application/json',
          ...headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        body: body !== undefined ? JSON.stringify(body) : form !== undefined ? new URLSearchParams(form).toString() : null,
        // The key goes to the host it was given for, and to no other.
        redirect: 'manual',
        signal: AbortSignal.any([signal, impatience]),
      });
      const date = Date.parse(response.headers.get('date') ?? '');
      if (!Number.isNaN(date)) this.#skewMs = date - deps.now();
      bytes = await this.#bytesOf(response);
      if (!response.ok) return { kind: 'answer', status: response.status, headers: response.headers, text: textOf(bytes) };
    } catch (cause) {
      throwIfCancelled(signal);
      if (cause instanceof AppError) throw cause;
      return { kind: 'lost', cause };
    }
    try {
      return { kind: 'parsed', value: parse(bytes) };
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      if (/^\s*</.test(bytes.toString('latin1', 0, SHOWN_CHARACTERS))) throw this.#notTheService();
      return { kind: 'lost', cause };
    }
  }

  #address({ path, query }: ServiceRequest): string {
    const { base } = this.#options;
    const url = new URL(base);
    url.pathname = base.pathname.replace(/\/$/, '') + path;
    url.search = query === undefined ? '' : new URLSearchParams(query).toString();
    return url.href;
  }

  /** An answer without end is noticed before it takes the memory. */
  async #bytesOf(response: Response): Promise<Buffer<ArrayBuffer>> {
    let answer = Buffer.allocUnsafeSlow(likelyLength(response.headers));
    let length = 0;
    for await (const chunk of response.body ?? []) {
      if (length + chunk.length > MAX_ANSWER_BYTES) {
        throw new AppError(
          'SERVICE_FAILED',
          `${this.#options.title} sent more than ${MAX_ANSWER_BYTES >> 20} MB in one answer, which is not kept. Choose a shorter time range.`,
          { details: { isTooLarge: 1 } },
        );
      }
      if (length + chunk.length > answer.length) answer = widened(answer, length, length + chunk.length);
      answer.set(chunk, length);
      length += chunk.length;
    }
    return answer.subarray(0, length);
  }

  #waitSentence(outcome: Outcome, waitMs: number): string {
    const { title } = this.#options;
    const wait = `Going on in ${Math.max(1, Math.round(waitMs / 1000))} s; nothing is skipped.`;
    if (outcome.kind === 'lost') return `The connection to ${title} broke. ${wait}`;
    if (outcome.status === 429) return `${title} limits how often it is asked. ${wait}`;
    return `${title} is busy or has a fault (${outcome.status}). ${wait}`;
  }

  #failure(outcome: Outcome): AppError {
    const { title, base, explain } = this.#options;
    if (outcome.kind === 'lost') return this.#unreachable(outcome.cause);
    const { status, text } = outcome;
    if (status >= 300 && status < 400) {
      return new AppError(
        'SERVICE_UNREACHABLE',
        `${base.origin} sends us on to another address, and the key is not sent there. Give the address of ${title} itself.`,
        { details: { status } },
      );
    }
    const detail = this.#redacted(detailOf(text));
    const explained = explain(status, detail);
    if (explained !== undefined) return new AppError(explained.code, explained.message, { details: { status, said: detail } });
    const said = detail === '' ? '' : ` It says: ${detail}`;
    const message =
      status === 429
        ? `${title} limits how often it is asked, and went on refusing.${said} What was read until then is in use. Go on later.`
        : `${title} answered with a fault (${status}).${said} What was read until then is in use. Try again later.`;
    return new AppError('SERVICE_FAILED', message, { details: { status, said: detail } });
  }

  #unreachable(cause: unknown): AppError {
    const { title, base } = this.#options;
    const code = deepCode(cause);
    const why =
      code === 'ENOTFOUND' || code === 'EAI_AGAIN'
        ? `No computer of the name ${base.hostname} is found. Check the host, and that this computer is online.`
        : code === 'ECONNREFUSED'
          ? `Nothing answers there. Check host and port, and that ${title} runs.`
          : /CERT|TLS|SSL|SELF_SIGNED|VERIFY/.test(code)
            ? `Its certificate is not trusted (${code}). Check the host; for one of your own, set NODE_EXTRA_CA_CERTS to its authority.`
            : `The connection broke${code === '' ? '' : ` (${code})`}, also when tried again. What was read until then is in use. Go on later.`;
    return new AppError('SERVICE_UNREACHABLE', `${title} cannot be reached at ${base.origin}. ${why}`);
  }

  #notTheService(): AppError {
    const { title, base } = this.#options;
    return new AppError(
      'SERVICE_UNREACHABLE',
      `${base.origin} answers, but with a web page instead of data: it is not the address of ${title}. Check the host.`,
    );
  }

  #redacted(text: string): string {
    return this.#options.secrets.reduce((clean, secret) => clean.replaceAll(secret, '•••'), text).slice(0, SHOWN_CHARACTERS);
  }
}

const SHORT_ANSWER_BYTES = 1 << 14;

/** Bytes of an answer as it says itself; of a packed one it says less than it gives. */
function likelyLength(headers: Headers): number {
  const said = Number(headers.get('content-length') ?? 0);
  return Number.isInteger(said) && said > 0 && said <= MAX_ANSWER_BYTES ? said : SHORT_ANSWER_BYTES;
}

function widened(bytes: Buffer, length: number, needed: number): Buffer<ArrayBuffer> {
  const wider = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, needed));
  bytes.copy(wider, 0, 0, length);
  return wider;
}

/** UTF-8; a byte order mark is left out. */
function textOf(bytes: Buffer): string {
  return new TextDecoder().decode(bytes);
}

/** What services say in: `detail` or `error` of a JSON body, else its text. Pages are left out. */
function detailOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'string') return body;
    if (typeof body !== 'object' || body === null) return '';
    for (const name of ['detail', 'error', 'message']) {
      const said: unknown = Reflect.get(body, name);
      if (typeof said === 'string' && said !== '') return said;
    }
    return '';
  } catch {
    // Not JSON: Loki answers in plain text.
    return /^\s*</.test(text) ? '' : text.trim();
  }
}

/** The system's code of a failure, wherever in its chain of causes it stands. */
function deepCode(error: unknown): string {
  for (let one = error, depth = 0; typeof one === 'object' && one !== null && depth < 5; depth++) {
    if ('code' in one && typeof one.code === 'string' && one.code !== 'UND_ERR_SOCKET') return one.code;
    one = Reflect.get(one, 'cause');
  }
  return '';
}
