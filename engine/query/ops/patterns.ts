import type { TemplatePart } from '../../mine/template.ts';
import { countsOfMatch, rowsOfMatch } from '../matched-rows.ts';
import { PatternSums, type PatternTable } from '../pattern-sums.ts';
import type { Control, Question, Shard } from '../shard.ts';
import { type Buckets, spread, UNTIMED } from '../spread.ts';

/** What one shard has of the patterns of a question. */
export interface PatternShares {
  readonly table: PatternTable;
  /** Names that the table's services stand for. */
  readonly services: readonly string[];
  /** Fingerprints of all patterns that have records in this shard, filtered or not; empty where they are not wanted. */
  readonly known: readonly string[];
}

export interface PatternsParams {
  readonly question: Question;
  /** Fine enough for sparkline and trend, which are both made of them. */
  readonly buckets: Buckets;
  readonly wantsKnown: boolean;
  /** Bytes, first and last time of each pattern; without them the index of most blocks need not be unpacked. */
  readonly wantsSizes: boolean;
}

export async function patterns(
  shard: Shard,
  { question, buckets, wantsKnown, wantsSizes }: PatternsParams,
  control: Control,
): Promise<PatternShares> {
  const { table } = shard;
  const sums = new PatternSums(buckets.count);
  for await (const { view, match } of shard.matches(question, control)) {
    const { block } = view;
    const { ids, sourceId, counts } = block;
    const sizes = wantsSizes ? { bytes: block.bytes, firstUs: block.firstUs, lastUs: block.lastUs } : undefined;
    const found = countsOfMatch(match, view);
    const entries = new Int32Array(ids.length).fill(-1);
    let partial = false;
    for (let local = 0; local < ids.length; local++) {
      const rows = found[local];
      if (rows === 0) continue;
      const id = ids[local];
      const entry = sums.entryOf(table.patternOf(id));
      entries[local] = entry;
      sums.add(entry, rows, table.level[id], shard.serviceOf(id, sourceId));
      if (sizes === undefined) continue;
      if (rows === counts[local]) sums.addText(entry, sizes.bytes[local], sizes.firstUs[local], sizes.lastUs[local]);
      else partial = true;
    }
    if (partial) {
      const reader = view.reader();
      const { times, signatures } = view.core();
      for (const row of rowsOfMatch(match, view)) {
        const local = signatures[row];
        if (found[local] < counts[local]) sums.addText(entries[local], reader.byteCount(row) + 1, times[row], times[row]);
      }
    }
    spread(match, view, buckets, (local, bucket, rows) => {
      if (bucket !== UNTIMED) sums.addToBucket(entries[local], bucket, rows);
    });
  }
  const { patterns: infos } = table.templates;
  return {
    table: sums.table((index) => infos[index].fingerprint),
    services: table.services,
    known: wantsKnown ? await knownPatterns(shard, control) : [],
  };
}

/** How the window shows a pattern. */
export interface PatternText {
  readonly parts: readonly TemplatePart[];
  readonly text: string;
}

/** Texts of patterns that this shard has records of, in the order of their fingerprints; undefined for others. */
export async function patternTexts(
  shard: Shard,
  { fingerprints }: { readonly fingerprints: readonly string[] },
  control: Control,
): Promise<(PatternText | undefined)[]> {
  const { templates } = shard.table;
  // The one who counted may have been another thread, which was replaced since.
  if (fingerprints.some((fingerprint) => templates.byFingerprint(fingerprint) === undefined)) await knownPatterns(shard, control);
  return fingerprints.map((fingerprint) => {
    const template = templates.byFingerprint(fingerprint)?.template;
    return template === undefined ? undefined : { parts: template.parts, text: template.text };
  });
}

async function knownPatterns(shard: Shard, control: Control): Promise<string[]> {
  const { table } = shard;
  const seen = new Uint8Array(table.count);
  for (const { ids, counts } of shard.blocks.all()) {
    await control.breathe();
    for (let local = 0; local < ids.length; local++) if (counts[local] > 0) seen[ids[local]] = 1;
  }
  const found = new Set<number>();
  for (let signature = 0; signature < seen.length; signature++) if (seen[signature] === 1) found.add(table.patternOf(signature));
  return [...found].map((index) => table.templates.patterns[index].fingerprint);
}
