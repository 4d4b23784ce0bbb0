import type { BareRecord } from '../query/record-view.ts';
import type { EvidenceRecord } from './events.ts';

const SHOWN = 300;

/** Records that can be cited, numbered from 1 on in the order of time. */
export class EvidenceList {
  readonly records: readonly EvidenceRecord[];
  readonly #numbers: ReadonlyMap<string, number>;

  /** @param cited in order of importance; the same record may come twice, its first reason stands */
  constructor(cited: readonly { readonly record: BareRecord; readonly why: string }[]) {
    const reasons = new Map<string, { readonly record: BareRecord; readonly why: string }>();
    for (const one of cited) if (!reasons.has(one.record.id)) reasons.set(one.record.id, one);
    const ordered = [...reasons.values()].sort(
      (a, b) => (a.record.timeUs ?? 0) - (b.record.timeUs ?? 0) || (a.record.id < b.record.id ? -1 : 1),
    );
    this.records = ordered.map(({ record, why }, index) => ({
      number: index + 1,
      recordId: record.id,
      timeUs: record.timeUs,
      level: record.level,
      service: record.service,
      patternId: record.patternId,
      text: textOf(record),
      why,
    }));
    this.#numbers = new Map(this.records.map(({ recordId, number }) => [recordId, number]));
  }

  /** Numbers of records, ascending; those that are not in the list are left out. */
  numbersOf(records: readonly BareRecord[]): number[] {
    return [...new Set(records.flatMap(({ id }) => this.#numbers.get(id) ?? []))].sort((a, b) => a - b);
  }

  has(number: number): boolean {
    return number >= 1 && number <= this.records.length;
  }
}

export function textOf({ message }: BareRecord): string {
  const text = message.map((piece) => piece.text).join('');
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}
