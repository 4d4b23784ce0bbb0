import { createHash } from 'node:crypto';
import type { Policy, PolicySet } from '../policy/model/policy.ts';
import { POLICY_FORMAT } from '../policy/model/policy.ts';
import { canaryShares, type DeliveryMode, deliveredSet, nextExpiryMs } from '../policy/protocol/delivered-set.ts';
import type { VersionStore } from './storage/policy-storage.ts';
import type { Place, VersionRow } from './storage/rows.ts';
import { policiesOf } from './stored-policies.ts';

/** What one client gets. */
export interface Delivery {
  readonly set: PolicySet;
  readonly body: Buffer;
  /** Quoted, as in the header. */
  readonly etag: string;
}

interface Live {
  readonly active: PolicySet;
  readonly canary: { readonly set: PolicySet; readonly percent: number } | undefined;
  readonly shadow: PolicySet | undefined;
  /** Positions at which deliveries differ, ascending. */
  readonly shares: readonly number[];
  readonly untilMs: number;
  readonly deliveries: Map<string, Delivery>;
}

/** Of instances that say who they are. */
const POSITIONS = 10_000;

/**
 * The sets that clients get, from memory. What is asked for again and again is made once: one body and one ETag for each service, mode and
 * part of the instances. A set changes when a version does, and by itself when one of its policies ends.
 */
export class PublishedSets {
  readonly #versions: VersionStore;
  readonly #now: () => number;
  readonly #live = new Map<string, Live>();
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(versions: VersionStore, now: () => number) {
    this.#versions = versions;
    this.#now = now;
  }

  /** A service that is not known gets an empty set: a client may start before its first policy is written. */
  delivery(place: Place, mode: DeliveryMode, instance: string | undefined): Delivery {
    const live = this.#liveOf(place);
    const position = live.shares.length === 0 || instance === undefined ? undefined : positionOf(instance);
    const part = position === undefined ? live.shares.length : live.shares.filter((share) => share <= position).length;
    const name = `${mode} ${part}`;
    const known = live.deliveries.get(name);
    if (known !== undefined) return known;
    const isCanary = live.canary !== undefined && position !== undefined && position < live.canary.percent;
    const set =
      mode === 'shadow' ? (live.shadow ?? live.canary?.set ?? live.active) : isCanary ? (live.canary?.set ?? live.active) : live.active;
    const delivery = deliveryOf(deliveredSet(set, { nowMs: this.#now(), mode, position }));
    live.deliveries.set(name, delivery);
    return delivery;
  }

  /** To be called after every change of a service, once it is stored. */
  changed(place: Place): void {
    const name = nameOf(place);
    this.#live.delete(name);
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    for (const wake of waiting ?? []) wake();
  }

  /** Calls back once: when the service changed, or one of its policies ended. @returns stops waiting */
  onChange(place: Place, wake: () => void): () => void {
    const name = nameOf(place);
    const { untilMs } = this.#liveOf(place);
    let timer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      clearTimeout(timer);
      const waiting = this.#waiting.get(name);
      waiting?.delete(call);
      if (waiting?.size === 0) this.#waiting.delete(name);
    };
    const call = (): void => {
      stop();
      wake();
    };
    const waiting = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, waiting.add(call));
    const untilExpiryMs = untilMs - this.#now();
    // Longer than that no timer runs, and nobody waits.
    if (untilExpiryMs < 0x7fffffff) timer = setTimeout(call, Math.max(0, untilExpiryMs)).unref();
    return stop;
  }

  #liveOf(place: Place): Live {
    const name = nameOf(place);
    const nowMs = this.#now();
    const known = this.#live.get(name);
    if (known !== undefined && known.untilMs > nowMs) return known;
    const found = this.#versions.live(place);
    const empty: PolicySet = { format: POLICY_FORMAT, service: place.service, version: found?.newest ?? 0, policies: [] };
    if (found === undefined || !found.enabled) {
      const live = {
        active: empty,
        canary: undefined,
        shadow: undefined,
        shares: [],
        untilMs: Number.POSITIVE_INFINITY,
        deliveries: new Map(),
      };
      // Names that nobody published are not remembered: whoever holds a key could fill the memory with them.
      if (found !== undefined) this.#live.set(name, live);
      return live;
    }
    const active = found.active ? setOf(found.active) : { ...empty, version: 0 };
    const canary = found.canary && { set: setOf(found.canary.row), percent: found.canary.percent };
    const shadow = found.shadow && setOf(found.shadow);
    const sets = [active, canary?.set, shadow].filter((set) => set !== undefined);
    const shares = new Set(sets.flatMap(canaryShares));
    if (canary !== undefined) shares.add(canary.percent);
    const live: Live = {
      active,
      canary,
      shadow,
      shares: [...shares].sort((a, b) => a - b),
      untilMs: Math.min(...sets.map((set) => nextExpiryMs(set, nowMs) ?? Number.POSITIVE_INFINITY)),
      deliveries: new Map(),
    };
    this.#live.set(name, live);
    return live;
  }
}

function setOf(row: VersionRow): PolicySet {
  const policies: readonly Policy[] = policiesOf(row);
  return { format: POLICY_FORMAT, service: row.service, version: row.version, policies: [...policies] };
}

function deliveryOf(set: PolicySet): Delivery {
  const body = Buffer.from(JSON.stringify(set));
  return { set, body, etag: `"v${set.version}-${createHash('sha256').update(body).digest('hex').slice(0, 16)}"` };
}

/** In [0, 100), the same for an instance whenever it asks, whatever the set: who was in a canary of 10 % is in one of 20 %. */
function positionOf(instance: string): number {
  return ((createHash('sha256').update(instance).digest().readUInt32BE(0) % POSITIONS) * 100) / POSITIONS;
}

/** Names hold no control characters. */
function nameOf({ tenant, service }: Place): string {
  return `${tenant}\n${service}`;
}
