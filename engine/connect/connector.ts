import type { ConnectionCheck, DropRule, PullEstimate, PullFilter, RulePreview, ServicePattern } from '../base/pull.ts';

/** The volume of a source that cannot say it before it is read. */
export const NOTHING_KNOWN: PullEstimate = Object.freeze({
  records: undefined,
  bytes: undefined,
  isApproximate: true,
  buckets: [],
  bucketUs: 1,
  services: [],
  countsBytes: false,
});

/** Records of a service, ready to be read as JSON lines (see record-line.ts), and where to ask on once they are kept. */
export interface Page {
  readonly lines: Uint8Array;
  readonly records: number;
  /** Parts of this page that are no logs, or cannot be read. */
  readonly leftOut?: number;
  /** JSON of the connector's own; small, and free of keys. */
  readonly cursor: string;
  /** Called once the records are in the file; never, when they are given up. */
  readonly onKept?: (() => void) | undefined;
}

export interface ReadOptions {
  readonly filter: PullFilter;
  /** Of the last page that was kept; undefined: from the beginning. */
  readonly cursor: string | undefined;
  /** Whether `follow` will go on from the last cursor. */
  readonly willFollow: boolean;
  readonly signal: AbortSignal;
}

/** What a pattern or a count costs the service instead of every record crossing the network. All optional: a service may have none. */
export interface Pushdown {
  /** Patterns the service mined itself. */
  patterns?(filter: PullFilter, signal: AbortSignal): Promise<readonly ServicePattern[]>;
  /** Names of labels, or the values of one. */
  labels?(filter: PullFilter, name: string | undefined, signal: AbortSignal): Promise<readonly string[]>;
}

/**
 * A service that can be asked. Every method rejects with AppError alone; what the service may yet answer well is asked again by itself
 * (see service-client.ts). Aborting the signal ends the traffic.
 */
export interface Connection {
  /** Never rejects for what is wrong with the connection: that is a check that failed. */
  check(signal: AbortSignal): Promise<readonly ConnectionCheck[]>;
  estimate(filter: PullFilter, signal: AbortSignal): Promise<PullEstimate>;
  /** Every record of the filter once, by time; resumes behind a cursor. Ends. */
  read(options: ReadOptions): AsyncGenerator<Page>;
  /** What came in since `read` began, again and again; every page may be empty. Ends when the signal fires. */
  follow(options: ReadOptions): AsyncGenerator<Page>;
  readonly pushdown: Pushdown;
  /** Only where the service can be told what not to store. Nothing is sent that was not previewed. */
  readonly rules?: {
    preview(rule: DropRule, filter: PullFilter, signal: AbortSignal): Promise<RulePreview>;
    create(rule: DropRule, consent: string, signal: AbortSignal): Promise<{ readonly id: string; readonly name: string }>;
  };
}

/** What a connection needs of the world, so that tests can play it. */
export interface ConnectionDeps {
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Rejects with AppError CANCELLED when the signal fires first. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
  /** Called with a sentence while the service makes us wait, and with undefined when it goes on. */
  readonly onWait: (sentence: string | undefined) => void;
}

/** How a service is spoken to: one folder under engine/connect, listed in connectors.ts. */
export interface Connector {
  readonly id: string;
  readonly title: string;
  /** Where an environment variable may hold the key, for the command line. */
  readonly keyVariable: string;
  /** Nothing is asked of another computer: there is no key, and no lock in the way. */
  readonly isLocal: boolean;
  needsKey(settings: Readonly<Record<string, string>>): boolean;
  /** Names a source of these settings, and says where it is: both are shown and stored. @throws AppError BAD_REQUEST */
  describe(settings: Readonly<Record<string, string>>): { readonly name: string; readonly place: string };
  /** @param key undefined: none is needed  @throws AppError BAD_REQUEST for settings or a key that cannot be right */
  connect(settings: Readonly<Record<string, string>>, key: string | undefined, deps: ConnectionDeps): Connection;
}
