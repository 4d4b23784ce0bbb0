import type { WebhookStore } from '../storage/policy-storage.ts';
import type { DeliveryRow } from '../storage/rows.ts';
import type { AddressGuard } from './address-guard.ts';
import { sendWebhook } from './send-webhook.ts';

export interface DispatcherOptions {
  readonly webhooks: WebhookStore;
  readonly guard: AddressGuard;
  readonly now: () => number;
  /** Waits between the attempts, in milliseconds: one attempt more than there are waits, then a delivery is dead. */
  readonly waitsMs?: readonly number[];
  readonly onOutcome: (delivery: DeliveryRow, outcome: 'delivered' | 'failed' | 'dead') => void;
  readonly onBug: (error: unknown) => void;
}

/** A day in all: an endpoint that is mended within that misses nothing. */
const WAITS_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000, 57_600_000] as const;
const AT_ONCE = 8;
const LONGEST_SLEEP_MS = 60_000;

/** Makes the deliveries of the outbox when they are due. They wait in the storage: what is not made before the end is made after it. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #waitsMs: readonly number[];
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #isClosed = false;
  #wasWoken = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#waitsMs = options.waitsMs ?? WAITS_MS;
  }

  /** Something may be due: to be called at the start and after every change. */
  wake(): void {
    this.#wasWoken = true;
    if (this.#isClosed || this.#round !== undefined) return;
    clearTimeout(this.#timer);
    this.#round = this.#deliverAll()
      .catch(this.#options.onBug)
      .finally(() => {
        this.#round = undefined;
        this.#sleep();
      });
  }

  /** Lets the attempts that are under way end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #deliverAll(): Promise<void> {
    while (this.#wasWoken && !this.#isClosed) {
      this.#wasWoken = false;
      for (;;) {
        const due = this.#options.webhooks.due(this.#options.now(), AT_ONCE);
        if (due.length === 0 || this.#isClosed) break;
        await Promise.all(due.map((delivery) => this.#attempt(delivery)));
      }
    }
  }

  async #attempt(delivery: DeliveryRow): Promise<void> {
    const { webhooks, guard, now, onOutcome } = this.#options;
    const problem = await sendWebhook(delivery, guard, now());
    if (problem === undefined) {
      webhooks.delivered(delivery.id);
      onOutcome(delivery, 'delivered');
      return;
    }
    const waitMs = this.#waitsMs[delivery.attempts];
    webhooks.failed(delivery.id, problem, waitMs === undefined ? undefined : now() + waitMs);
    onOutcome(delivery, waitMs === undefined ? 'dead' : 'failed');
  }

  #sleep(): void {
    if (this.#isClosed) return;
    if (this.#wasWoken) {
      this.wake();
      return;
    }
    const dueMs = this.#options.webhooks.nextDueMs();
    if (dueMs === undefined) return;
    const waitMs = Math.min(LONGEST_SLEEP_MS, Math.max(1, dueMs - this.#options.now()));
    this.#timer = setTimeout(() => this.wake(), waitMs).unref();
  }
}
