const WORDS = ['Caused by:', 'Traceback (', 'at ', '... ', 'Suppressed: ', 'goroutine ', 'java.lang.', 'During handling of', 'The above exception'].map((word) => new TextEncoder().encode(word));

/** Whether a line continues the record above, by the line alone: indented, a closing brace, or the words of a stack trace. */
export function isContinuation(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (first === 0x20 || first === 0x09) return true;
  if ((first === 0x7d || first === 0x5d) && end - start <= 2) return true;
  return WORDS.some((word) => first === word[0] && end - start >= word.length && startsWith(bytes, start, word));
}

function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 1; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}
