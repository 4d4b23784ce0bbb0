import type { Pattern } from '#contract/explore.ts';

const SHOWN = 12;

export interface NewestPattern {
  readonly pattern: Pattern;
  /** `2 s ago`; empty for patterns that were there when looking began. */
  readonly ago: string;
}

/** Keeps the moment each pattern was first heard of; the engine does not store it. */
export function createNewest(): { update(patterns: readonly Pattern[], nowMs: number): readonly NewestPattern[] } {
  const seen = new Map<string, number>();
  let begun = false;
  return {
    update: (patterns, nowMs) => {
      for (const { id } of patterns) if (!seen.has(id)) seen.set(id, begun ? nowMs : Number.NEGATIVE_INFINITY);
      begun = true;
      const at = (pattern: Pattern): number => seen.get(pattern.id) ?? 0;
      return [...patterns]
        .sort((a, b) => compare(at(b), at(a)) || compare(b.firstUs ?? 0, a.firstUs ?? 0))
        .slice(0, SHOWN)
        .map((pattern) => ({ pattern, ago: Number.isFinite(at(pattern)) ? agoWords(nowMs - at(pattern)) : '' }));
    },
  };
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function agoWords(ms: number): string {
  return ms < 1_000 ? 'now' : `${Math.floor(ms / 1_000)} s ago`;
}
