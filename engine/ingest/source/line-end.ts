import type { ByteFeed } from './byte-feed.ts';

/** What ends the lines of a source. A carriage return before a line feed is no line end of its own. */
export type LineEnd = 'LF' | 'CR';

const LF = 0x0a;
const CR = 0x0d;

/** By the head of a source: old systems and some devices end lines with a carriage return alone. One line feed, and it is not so. */
export function lineEndOf(head: Uint8Array): LineEnd {
  return head.includes(CR) && !head.includes(LF) ? 'CR' : 'LF';
}

/** Turns carriage returns into line feeds: everything behind it knows one line end only, and no byte moves. */
export function carriageReturnsToLineFeeds(bytes: Uint8Array, from = 0, until = bytes.length): void {
  for (let at = bytes.indexOf(CR, from); at >= 0 && at < until; at = bytes.indexOf(CR, at + 1)) bytes[at] = LF;
}

/** The same source with lines that end with a line feed. */
export function withLineFeeds(feed: ByteFeed): ByteFeed {
  const turned = (target: Uint8Array, offset: number, count: number): number => {
    carriageReturnsToLineFeeds(target, offset, offset + count);
    return count;
  };
  return {
    read(target, offset, length) {
      const count = feed.read(target, offset, length);
      return typeof count === 'number' ? turned(target, offset, count) : count.then((later) => turned(target, offset, later));
    },
    consumed: () => feed.consumed(),
    close: () => feed.close(),
  };
}
