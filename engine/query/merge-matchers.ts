import { matcherSource } from '../mine/matcher.ts';
import { mergeShapes, type SlotShape } from '../mine/slot-shape.ts';
import type { CheckedMatcher, MatcherToCheck, PatternShapes } from './ops/matchers.ts';

/** One pattern's matcher and how well it does (contract: PatternMatcher). */
export interface MatcherRow {
  readonly patternId: string;
  readonly template: string;
  readonly source: string;
  readonly records: number;
  /** Share of the records it took that belong to the pattern, and of the pattern's records that it took; of those tried. */
  readonly precision: number;
  readonly recall: number;
  readonly tried: number;
  /** Patterns whose records it took as well, those with most first. */
  readonly offenders: readonly { readonly patternId: string; readonly count: number; readonly example: string }[];
}

export interface Matchable extends PatternShapes {
  readonly shapes: SlotShape[];
}

/** @returns the patterns of all shards, by fingerprint */
export function mergePatternShapes(shares: readonly (readonly PatternShapes[])[]): Matchable[] {
  const merged = new Map<string, Matchable>();
  for (const share of shares) {
    for (const each of share) {
      const known = merged.get(each.pattern);
      if (known === undefined) {
        merged.set(each.pattern, { ...each, shapes: [...each.shapes] });
        continue;
      }
      for (const [slot, shape] of each.shapes.entries()) mergeShapes(known.shapes[slot], shape);
      merged.set(each.pattern, { ...known, records: known.records + each.records });
    }
  }
  return [...merged.values()].sort((a, b) => (a.pattern < b.pattern ? -1 : 1));
}

export function matcherOf({ pattern, template, shapes }: Matchable, exact: boolean): MatcherToCheck {
  return { pattern, template, source: matcherSource(template, shapes, exact) };
}

/** What all shards found, added up by matcher. */
export function mergeChecked(shares: readonly (readonly CheckedMatcher[])[], matchers: number): CheckedMatcher[] {
  return Array.from({ length: matchers }, (_, index) => {
    const sum: CheckedMatcher = { tried: 0, matched: 0, foreign: new Map() };
    for (const share of shares) {
      const { tried, matched, foreign } = share[index];
      sum.tried += tried;
      sum.matched += matched;
      for (const [pattern, { count, example }] of foreign) {
        const known = sum.foreign.get(pattern);
        if (known === undefined) sum.foreign.set(pattern, { count, example });
        else known.count += count;
      }
    }
    return sum;
  });
}

export function foreignCount({ foreign }: CheckedMatcher): number {
  let count = 0;
  for (const each of foreign.values()) count += each.count;
  return count;
}

const MAX_OFFENDERS = 20;

export function matcherRow(of: Matchable, { source }: MatcherToCheck, checked: CheckedMatcher): MatcherRow {
  const foreign = foreignCount(checked);
  return {
    patternId: of.pattern,
    template: of.template.text,
    source,
    records: of.records,
    precision: checked.matched + foreign === 0 ? 1 : checked.matched / (checked.matched + foreign),
    recall: checked.tried === 0 ? 1 : checked.matched / checked.tried,
    tried: checked.tried,
    offenders: [...checked.foreign]
      .map(([patternId, { count, example }]) => ({ patternId, count, example }))
      .sort((a, b) => b.count - a.count || (a.patternId < b.patternId ? -1 : 1))
      .slice(0, MAX_OFFENDERS),
  };
}
