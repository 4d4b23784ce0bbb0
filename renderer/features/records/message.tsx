import type { LogRecord } from '#contract/explore.ts';

export interface Piece {
  readonly text: string;
  readonly isVariable: boolean;
  readonly isHit: boolean;
}

/** The message cut where variables and hits begin and end. */
export function piecesOf(message: LogRecord['message'], hits: LogRecord['hits']): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { text, slot } of message) {
    const end = at + text.length;
    const cuts = new Set([at, end]);
    for (const [from, until] of hits) for (const cut of [from, until]) if (cut > at && cut < end) cuts.add(cut);
    const sorted = [...cuts].sort((a, b) => a - b);
    for (let i = 0; i + 1 < sorted.length; i++) {
      const [from = 0, until = 0] = [sorted[i], sorted[i + 1]];
      const isHit = hits.some(([start, stop]) => from >= start && until <= stop);
      pieces.push({ text: text.slice(from - at, until - at), isVariable: slot !== undefined, isHit });
    }
    at = end;
  }
  return pieces;
}

/** Log text is always text: nothing in it is ever markup. */
export function Message({ record }: { record: LogRecord }) {
  return piecesOf(record.message, record.hits).map((piece, index) => {
    const text = piece.isHit ? <mark>{piece.text}</mark> : piece.text;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text have no identity but their place
      <span key={index} className={piece.isVariable ? 'rec-var' : undefined}>
        {text}
      </span>
    );
  });
}
