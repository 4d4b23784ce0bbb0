/** A file with numbered lines; comments stand back. */
export function CodeLines({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach it
    <section className="code pol-code" aria-label={label} tabIndex={0}>
      {text
        .replace(/\n$/, '')
        .split('\n')
        .map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text have no other name
          <div key={at} className={/^\s*(#|\/\/)/.test(line) ? 'c' : undefined}>
            {line === '' ? ' ' : line}
          </div>
        ))}
    </section>
  );
}
