import type { TemplatePart } from '#contract/common.ts';
import { variableLabel } from '../../format/template.ts';

type Span = readonly [number, number];

export interface Segment {
  readonly from: number;
  readonly text: string;
  readonly isHit: boolean;
  readonly isVariable: boolean;
}

/** Cuts a text where hits and variables begin and end, so that each piece has one look. Spans are [from, until), in order. */
export function segments(text: string, hits: readonly Span[], variables: readonly Span[]): readonly Segment[] {
  const cuts = new Set([0, text.length, ...hits.flat(), ...variables.flat()]);
  const edges = [...cuts].filter((at) => at <= text.length).sort((a, b) => a - b);
  const within = (spans: readonly Span[], at: number): boolean => spans.some(([from, until]) => at >= from && at < until);
  return edges.slice(0, -1).map((from, index) => ({
    from,
    text: text.slice(from, edges[index + 1]),
    isHit: within(hits, from),
    isVariable: within(variables, from),
  }));
}

/** Where the variables stand in the template's plain text. */
export function variableSpans(parts: readonly TemplatePart[]): readonly Span[] {
  let at = 0;
  return parts.flatMap((part): Span[] => {
    const from = at;
    at += 'text' in part ? part.text.length : variableLabel(part).length;
    return 'text' in part ? [] : [[from, at]];
  });
}
