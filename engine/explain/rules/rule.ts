import type { BareRecord } from '../../query/record-view.ts';
import type { IncidentFacts } from '../facts/facts.ts';
import type { Words } from '../words.ts';

/** What a rule says of an incident; it claims nothing that was not counted or read. */
export interface Finding {
  readonly title: string;
  readonly text: string;
  /** What it rests on; never empty. */
  readonly records: readonly [BareRecord, ...BareRecord[]];
  /** What it is about, for the order in which findings are told. */
  readonly timeUs: number;
}

export interface Rule {
  readonly name: string;
  /** When it applies and what it says, for a person who wants to know. */
  readonly description: string;
  /** Undefined: it does not apply. */
  readonly find: (facts: IncidentFacts, words: Words) => Finding | undefined;
}
