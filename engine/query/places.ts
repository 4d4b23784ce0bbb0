import { comparePlaces, type Keys, type Place } from './ops/order.ts';

/** A record's place in the order of all, and how to reach it. */
export interface RecordPlace extends Place {
  readonly blockId: number;
}

export function placesOf(shares: readonly Keys[]): RecordPlace[] {
  return shares.flatMap(({ times, sources, seqs, blocks, rows }) =>
    Array.from(times, (timeUs, index) => ({
      timeUs,
      sourceId: sources[index],
      seq: seqs[index],
      row: rows[index],
      blockId: blocks[index],
    })),
  );
}

export function sorted(places: RecordPlace[]): RecordPlace[] {
  return places.sort(comparePlaces);
}

export function idOf(place: RecordPlace): string {
  return `${place.blockId}-${place.row}`;
}
