import { useState } from 'react';
import { formatCount, plural } from '../../format/count.ts';
import { countFrames, foldStack, isStack, readStack, type StackLine } from './stack-trace.ts';

/** More than this in one element makes the window slow; the rest is one click away in pieces of the same size. */
const PIECE = 100_000;

/** A text of several lines: a stack trace by its parts, anything else as it is. */
export function LongText({ text }: { text: string }) {
  const lines = readStack(text);
  return isStack(lines) ? <Stack lines={lines} /> : <RawText text={text} />;
}

/** The exact text, in pieces where it is very long. */
export function RawText({ text }: { text: string }) {
  const [shown, setShown] = useState(PIECE);
  return (
    <div className="raw-box">
      <pre className="raw">{text.slice(0, shown)}</pre>
      {text.length > shown && (
        <button type="button" className="link small" onClick={() => setShown(shown + PIECE)}>
          Show more: {formatCount(text.length - shown)} characters are left
        </button>
      )}
    </div>
  );
}

function Stack({ lines }: { lines: readonly StackLine[] }) {
  const [isWhole, setWhole] = useState(false);
  const parts = isWhole ? lines.map((line) => ({ line })) : foldStack(lines);
  return (
    <div className="raw-box">
      <pre className="raw stack">
        {parts.map((part, index) =>
          'folded' in part ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no identity but their place
            <button key={index} type="button" className="link" onClick={() => setWhole(true)}>
              {plural(countFrames(part.folded), 'library frame')}
            </button>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <span key={index} className={part.line.isLibrary ? `${part.line.kind} library` : part.line.kind}>
              {part.line.text}
            </span>
          ),
        )}
      </pre>
    </div>
  );
}
