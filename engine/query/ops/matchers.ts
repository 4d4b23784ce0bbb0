import { maskedMessage } from '../../base/masked-message.ts';
import { MatcherSet } from '../../mine/matcher.ts';
import { describes, mapSlots } from '../../mine/slot-map.ts';
import { addFilling, emptyShape, type SlotShape } from '../../mine/slot-shape.ts';
import type { Template } from '../../mine/template.ts';
import { FormSieve } from '../replay/form-test.ts';
import type { Control, Shard } from '../shard.ts';

/** What the variables of one pattern look like in the records of a shard. */
export interface PatternShapes {
  readonly pattern: string;
  readonly template: Template;
  readonly records: number;
  readonly shapes: readonly SlotShape[];
}

/**
 * The shapes of all variables, from signatures alone: no value is read.
 * @param only fingerprints of the patterns that are asked for; absent: all
 */
export async function slotShapes(
  shard: Shard,
  { only }: { readonly only?: readonly string[] | undefined },
  control: Control,
): Promise<PatternShapes[]> {
  const { table } = shard;
  const wanted = only && new Set(only);
  const counts = new Float64Array(table.count);
  for (const block of shard.blocks.all()) {
    await control.breathe();
    for (let local = 0; local < block.ids.length; local++) counts[block.ids[local]] += block.counts[local];
  }
  const found = new Map<string, { readonly template: Template; records: number; readonly shapes: SlotShape[] }>();
  for (let signature = 0; signature < counts.length; signature++) {
    if ((signature & 255) === 0) await control.breathe();
    if (counts[signature] === 0) continue;
    const { fingerprint, template } = table.templates.patterns[table.patternOf(signature)];
    if (wanted?.has(fingerprint) === false) continue;
    let known = found.get(fingerprint);
    if (known === undefined) {
      const slots = template.parts.filter((part) => 'slot' in part).length;
      known = { template, records: 0, shapes: Array.from({ length: slots }, emptyShape) };
      found.set(fingerprint, known);
    }
    known.records += counts[signature];
    const message = maskedMessage(table.decode(signature));
    if (!describes(template, message)) continue;
    const { shapes } = known;
    mapSlots(template, message).forEach((source, slot) => {
      addFilling(shapes[slot], source, message.kinds);
    });
  }
  return [...found].map(([pattern, { template, records, shapes }]) => ({ pattern, template, records, shapes }));
}

export interface MatcherToCheck {
  readonly pattern: string;
  readonly template: Template;
  readonly source: string;
}

export interface CheckedMatcher {
  /** Records of the pattern that were tried, and those its matcher took. */
  tried: number;
  matched: number;
  /** Records of other patterns that it took as well: how many of each, and one of them. */
  readonly foreign: Map<string, { count: number; readonly example: string }>;
}

const SHOWN = 2_000;

/**
 * Tries matchers on the records of a shard.
 * @param perSignature at most so many records of each signature: what differs between them is their values alone
 * @param areFew records of signatures that no matcher can take by their form are not looked at; with matchers for all there is no such
 * @returns by index of the matcher
 */
export async function checkMatchers(
  shard: Shard,
  {
    matchers,
    perSignature,
    areFew,
  }: { readonly matchers: readonly MatcherToCheck[]; readonly perSignature: number; readonly areFew: boolean },
  control: Control,
): Promise<CheckedMatcher[]> {
  const set = new MatcherSet();
  const own = new Map<string, number>();
  for (const [index, { pattern, template, source }] of matchers.entries()) {
    set.add(index, template, source);
    own.set(pattern, index);
  }
  const checked = matchers.map((): CheckedMatcher => ({ tried: 0, matched: 0, foreign: new Map() }));
  const left = new Float64Array(shard.table.count).fill(perSignature);
  const sieve = areFew ? new FormSieve(matchers.map(({ source }) => source)) : undefined;
  const isSifted = new Uint8Array(sieve === undefined ? 0 : shard.table.count);
  for (const block of shard.blocks.all()) {
    for (const id of sieve === undefined ? [] : block.ids) {
      if (isSifted[id] === 1) continue;
      isSifted[id] = 1;
      const isOwn = own.has(shard.table.templates.patterns[shard.table.patternOf(id)].fingerprint);
      if (!isOwn && sieve?.mayTake(maskedMessage(shard.table.decode(id))) === false) left[id] = 0;
    }
    if (!block.ids.some((id) => left[id] > 0)) continue;
    const view = shard.view(block);
    const { signatures } = view.core();
    for (let row = 0; row < signatures.length; row++) {
      if ((row & 127) === 0) await control.breathe();
      const id = block.ids[signatures[row]];
      if (left[id]-- <= 0) continue;
      const { signature, pattern, variables } = shard.table.open(id);
      const message = messageOf(shard, view.reader(), row, pattern.template, variables, signature);
      const mine = own.get(pattern.fingerprint);
      const takers = set.matching(message);
      if (mine !== undefined) {
        checked[mine].tried++;
        if (takers.includes(mine)) checked[mine].matched++;
      }
      for (const taker of takers) {
        if (taker === mine) continue;
        const { foreign } = checked[taker];
        const known = foreign.get(pattern.fingerprint);
        if (known === undefined) foreign.set(pattern.fingerprint, { count: 1, example: message.slice(0, SHOWN) });
        else known.count++;
      }
    }
  }
  return checked;
}

function messageOf(
  shard: Shard,
  reader: Parameters<Shard['values']['value']>[0],
  row: number,
  template: Template,
  variables: ReturnType<Shard['table']['open']>['variables'],
  { timeLayout, escaped }: ReturnType<Shard['table']['open']>['signature'],
): string {
  let text = '';
  for (const part of template.parts) {
    text += 'text' in part ? part.text : shard.values.value(reader, row, variables[part.slot]?.pieces ?? [], timeLayout, escaped);
  }
  return text;
}
