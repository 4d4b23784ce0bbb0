import type { Deviation } from '../../analysis/anomalies/deviations.ts';
import type { Incident } from '../../analysis/anomalies/incidents.ts';
import type { TimeRange } from '../../base/time.ts';
import type { BareRecord } from '../../query/record-view.ts';

/** A pattern that deviates in the incident, and records that show it. */
export interface PatternFact {
  readonly deviation: Deviation;
  readonly patternId: string;
  readonly template: string;
  readonly service: string | undefined;
  /** Counted over the time of the deviation. */
  readonly records: number;
  /** First and last record while it deviates; of something that fell silent there may be none. */
  readonly first: BareRecord | undefined;
  readonly last: BareRecord | undefined;
  /** The last record before it deviated, of what became less or silent. */
  readonly before: BareRecord | undefined;
  /** True where it deviates until the end of the log. */
  readonly lasts: boolean;
  /** Named variables with one value in all its records (ten or more) while it deviates. */
  readonly constants: readonly NamedValue[];
}

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** Starts, deployments and the like that came together. */
export interface StartRun {
  readonly first: BareRecord;
  readonly last: BareRecord;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly records: number;
  /** What all of its records say alike. */
  readonly values: readonly NamedValue[];
}

export interface StartFact {
  readonly patternId: string;
  readonly template: string;
  readonly service: string | undefined;
  /** The run before the first warning of the incident. */
  readonly cause: StartRun;
  /** Another run of the same: the one after, or else the one before the cause. */
  readonly other: StartRun | undefined;
}

export interface TraceFact {
  readonly traceId: string;
  /** One record of each service, in the order of time: the most serious one. */
  readonly path: readonly BareRecord[];
  readonly records: number;
}

/** Medians of a variable before and during. */
export interface ShiftFact {
  readonly template: string;
  readonly service: string | undefined;
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** What both are in, as VariableStats names it: ns, us, ms, s, min, h; B, kB …; empty for plain numbers. */
  readonly unit: string;
  readonly record: BareRecord;
}

/** Everything that is known about an incident before anybody puts it into words. */
export interface IncidentFacts {
  readonly incident: Incident;
  /** Of all records. */
  readonly range: TimeRange;
  readonly lead: PatternFact | undefined;
  /** What became more and is a warning or worse, the lead among them, in the order in which it began. */
  readonly warnings: readonly PatternFact[];
  /** What became less or stopped, the most frequent first. */
  readonly silences: readonly PatternFact[];
  readonly start: StartFact | undefined;
  readonly trace: TraceFact | undefined;
  /** Strongest first. */
  readonly shifts: readonly ShiftFact[];
}
