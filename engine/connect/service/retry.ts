/** What came of one request. */
export type Outcome =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Headers; readonly text: string }
  /** No answer, or one that ended in the middle. */
  | { readonly kind: 'lost'; readonly cause: unknown };

export interface RetryRules {
  /** Waits in milliseconds: this first, doubled each time, up to that. */
  readonly firstMs: number;
  readonly mostMs: number;
  /** Tries after the first one. */
  readonly tries: number;
  /** The same for a fault of the server itself (500). */
  readonly triesOfFault: number;
}

const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * How long to wait before the same is asked again; undefined: do not.
 * @param tries how often it was asked, 1 and more  @param jitter in [0, 1)
 */
export function waitBeforeRetry(outcome: Outcome, tries: number, rules: RetryRules, nowMs: number, jitter: number): number | undefined {
  const most = outcome.kind === 'lost' || BUSY.has(outcome.status) ? rules.tries : outcome.status === 500 ? rules.triesOfFault : 0;
  if (tries > most) return undefined;
  const backoff = Math.min(rules.mostMs, rules.firstMs * 2 ** (tries - 1)) * (0.5 + jitter / 2);
  return Math.max(backoff, outcome.kind === 'answer' ? (retryAfterMs(outcome.headers, nowMs) ?? 0) : 0);
}

/** Retry-After is whole seconds, or a date by the service's own clock. */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  if (Number.isNaN(at)) return undefined;
  const serviceNow = Date.parse(headers.get('date') ?? '');
  return Math.max(0, at - (Number.isNaN(serviceNow) ? nowMs : serviceNow));
}
