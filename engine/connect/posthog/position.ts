import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';

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

/** Takes each row of a rising sequence once, although pages may repeat what the page before ended with. */
export class SeenRows {
  readonly #position: Position;
  /** Of the page before and this one. */
  #before: ReadonlySet<string> = new Set();
  #now = new Set<string>();
  /** Nothing is known of the page before where a pull goes on: what is older than its last row was in it. */
  #isResumed: boolean;

  constructor(position: Position) {
    this.#position = position;
    this.#now = new Set(position.edge);
    this.#isResumed = position.lastUs !== undefined;
  }

  beginPage(): void {
    this.#before = this.#now;
    this.#now = new Set();
  }

  endPage(): void {
    this.#isResumed = false;
    // A page may be empty: what the one before had is still what may be repeated.
    if (this.#now.size === 0) this.#now = new Set(this.#before);
  }

  /** @param us its time  @returns whether the row is new; the position then stands behind it */
  take(uuid: string, us: number): boolean {
    const position = this.#position;
    const isKnown = this.#before.has(uuid) || this.#now.has(uuid);
    this.#now.add(uuid);
    if (isKnown || (this.#isResumed && position.lastUs !== undefined && us < position.lastUs)) return false;
    if (Number.isNaN(us)) return true;
    if (us === position.lastUs) position.edge.push(uuid);
    else if (position.lastUs === undefined || us > position.lastUs) {
      position.lastUs = us;
      position.edge = [uuid];
    }
    return true;
  }
}
