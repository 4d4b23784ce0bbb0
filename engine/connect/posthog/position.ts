import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { TextPile } from './text-pile.ts';

/** How far a pull has come. Rows are told apart by their uuid: given once, none is taken again. */
export const Position = z.object({
  /** Beginning of the time that is not read to its end. Microseconds. */
  fromUs: z.number(),
  /** The service's cursor behind the last row kept; absent at the beginning of a time. */
  after: z.string().optional(),
  /** Time of the last row kept, and the rows of that very time. */
  lastUs: z.number().optional(),
  edge: z.array(z.string()),
  /** For following: what the service observed from this time on, and which rows of that are kept: [uuid, observed at]. */
  live: z.object({ checkpoint: z.string(), kept: z.array(z.tuple([z.string(), z.number()])) }).optional(),
});
export type Position = z.output<typeof Position>;

export function positionOf(cursor: string | undefined, fromUs: number): Position {
  if (cursor === undefined) return { fromUs, edge: [] };
  const { data } = Position.safeParse(JSON.parse(cursor));
  if (data === undefined) {
    throw new AppError(
      'BAD_REQUEST',
      'How far this source was read is written in a way this Logsift does not know. Update Logsift, or pull it anew.',
    );
  }
  return data;
}

/** A row as it is told apart: its time in microseconds (NaN: it has none) and its uuid. */
export interface SeenRow {
  readonly us: number;
  readonly uuid: string;
  /** Adds its uuid, which need not be made a string for that. */
  noteUuid(texts: TextPile): void;
}

/**
 * Takes each row of a rising sequence once, although pages may repeat what the page before ended with. What is later than all that was
 * taken cannot have been taken: uuids are compared for the other rows alone.
 */
export class SeenRows {
  readonly #position: Position;
  /** Of the page before and this one. */
  #before = new TextPile();
  #now = new TextPile();
  /** Rows of this page at the last time, as numbers of `#now`; the position has those of earlier pages. */
  #edge: number[] = [];
  /** Nothing is known of the page before where a pull goes on: what is older than its last row was in it. */
  #isResumed: boolean;

  constructor(position: Position) {
    this.#position = position;
    for (const uuid of position.edge) this.#now.addText(uuid);
    this.#isResumed = position.lastUs !== undefined;
  }

  beginPage(): void {
    // A page may be empty: what the one before had is still what may be repeated.
    if (this.#now.length > 0) [this.#before, this.#now] = [this.#now, this.#before];
    this.#now.clear();
    this.#edge = [];
  }

  /** The position stands behind the page then. */
  endPage(): void {
    this.#isResumed = false;
    for (const index of this.#edge) this.#position.edge.push(this.#now.text(index));
  }

  /** @returns whether the row is new */
  take(row: SeenRow): boolean {
    const position = this.#position;
    const { us } = row;
    const isLater = position.lastUs === undefined ? !Number.isNaN(us) : us > position.lastUs;
    const isKnown = !isLater && this.#isKnown(row.uuid);
    row.noteUuid(this.#now);
    if (isKnown || (this.#isResumed && position.lastUs !== undefined && us < position.lastUs)) return false;
    if (isLater) {
      position.lastUs = us;
      if (position.edge.length > 0) position.edge = [];
      this.#edge.length = 0;
    }
    if (us === position.lastUs) this.#edge.push(this.#now.length - 1);
    return true;
  }

  #isKnown(uuid: string): boolean {
    return this.#before.has(uuid) || this.#now.has(uuid);
  }
}
