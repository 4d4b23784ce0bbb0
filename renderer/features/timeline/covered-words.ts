import type { Source } from '#contract/investigations.ts';

/** Whose records stand behind the time up to which everything has been read: `payments and postgres only`. */
export function coveredWords(sources: readonly Pick<Source, 'name' | 'state' | 'range'>[], coveredUs: number): string {
  const beyond = sources.filter(({ state, range }) => state === 'done' && range !== undefined && range.untilUs > coveredUs);
  if (beyond.length === 0) return 'not read to the end yet';
  if (beyond.length > 2) return `${beyond.length} of ${sources.length} files only`;
  return `${beyond.map(({ name }) => name).join(' and ')} only`;
}
