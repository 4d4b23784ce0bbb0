import type { Asked, PageAnswer } from '../../query/answers.ts';
import type { Explorer } from '../../query/explorer.ts';

const MOST_TRIES = 3;

/**
 * The first records of a filter, all that were asked for: a page alone comes early rather than whole on a busy machine, and what is said of an
 * incident must not depend on that.
 */
export async function wholePage(
  explorer: Explorer,
  asked: Asked,
  order: 'oldest' | 'newest',
  limit: number,
  signal?: AbortSignal,
): Promise<PageAnswer> {
  for (let tries = 1; ; tries++) {
    // With the number of records known, a page waits for its records.
    await explorer.count(asked, signal);
    const page = await explorer.page(asked, order, 0, limit, signal);
    if (page.complete || tries === MOST_TRIES) return page;
  }
}
