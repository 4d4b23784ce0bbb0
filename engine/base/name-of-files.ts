/** Characters that the name of an investigation may have. */
const LONGEST_NAME = 200;

/** The name of an investigation of these files: `checkout.jsonl`, `checkout.jsonl and 5 more`; what is too long loses its middle. */
export function nameOfFiles(paths: readonly string[]): string {
  const first = paths[0]?.split(/[\\/]/).findLast((part) => part !== '') ?? 'Untitled';
  const more = paths.length <= 1 ? '' : ` and ${paths.length - 1} more`;
  const room = LONGEST_NAME - more.length;
  if (first.length <= room) return first + more;
  const half = Math.floor((room - 1) / 2);
  return `${first.slice(0, half)}…${first.slice(-half)}${more}`;
}
