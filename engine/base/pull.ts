import type { levelAt } from './level.ts';

/** What is wanted of a log service. Plain data: stored with the source, sent by the window. */
export interface PullFilter {
  /** Half-open [fromUs, untilUs). */
  readonly fromUs: number;
  readonly untilUs: number;
  /** Exact names; empty: all. */
  readonly services: readonly string[];
  /** This level and worse ones; absent: all, records without a level too. */
  readonly minLevel?: Exclude<ReturnType<typeof levelAt>, 'UNSET'> | undefined;
  /** Text that the message holds, whatever its case. */
  readonly text?: string | undefined;
  /** All of them must be equal. */
  readonly attributes: readonly { readonly key: string; readonly value: string; readonly of: 'record' | 'resource' }[];
  /** In the service's own language, for those that have one (LogQL). */
  readonly expression?: string | undefined;
}

/** Which service, and where; never with a key in it. */
export interface ServiceAddress {
  readonly connector: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** What a source was made from, kept beside it: enough to go on, given the key. */
export interface PullRequest extends ServiceAddress {
  readonly filter: PullFilter;
  /** Goes on with what comes later, when all up to now has been read. */
  readonly follow: boolean;
}

/** One thing that was tried when a connection was tested. */
export interface ConnectionCheck {
  readonly state: 'ok' | 'failed' | 'missing';
  /** What was found, in a few words. */
  readonly text: string;
  /** Of a check that failed: a code of app-error.ts. */
  readonly code?: string | undefined;
  /** Behind it, dimmed: a duration, a scope. */
  readonly note?: string | undefined;
}

/** How much a pull would bring, before anything is pulled. */
export interface PullEstimate {
  /** Undefined: the service does not say. */
  readonly records: number | undefined;
  readonly bytes: number | undefined;
  /** Whether the service calls its counts approximate. */
  readonly isApproximate: boolean;
  /** Ascending, gaps left out; each covers bucketUs from its time on. */
  readonly buckets: readonly { readonly fromUs: number; readonly count: number }[];
  readonly bucketUs: number;
  /** By volume, most first; `count` is records, or bytes where the service counts those alone. */
  readonly services: readonly { readonly name: string; readonly count: number }[];
  readonly countsBytes: boolean;
}

/** A pattern as a service itself mined it. */
export interface ServicePattern {
  readonly pattern: string;
  readonly count: number;
  /** The service looked at a sample only. */
  readonly isEstimate: boolean;
  readonly level: string | undefined;
  readonly services: readonly string[];
}

/** Records that a service is to throw away from now on, instead of storing them. */
export interface DropRule {
  readonly name: string;
  /** Absent: of every service. */
  readonly service?: string | undefined;
  /** Text of the messages that go, whatever its case. */
  readonly text: string;
  /** Whether it works at once; otherwise somebody switches it on at the service. */
  readonly enable: boolean;
}

/** What a rule would do, and what exactly would be sent for it. */
export interface RulePreview {
  readonly method: 'POST';
  readonly path: string;
  /** JSON. */
  readonly body: string;
  /** Stands for exactly this request: to be given back by whoever has seen it and wants it. */
  readonly consent: string;
  /** Of the range that was looked at: all of them, and those that would have gone. */
  readonly records: number;
  readonly matches: number;
  readonly existing: readonly { readonly name: string; readonly isOn: boolean }[];
}
