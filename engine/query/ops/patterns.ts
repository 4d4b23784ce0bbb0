import { NO_TIME } from '../../base/time.ts';
import type { TemplatePart } from '../../mine/template.ts';
import { BucketRuns } from '../bucket-runs.ts';
import { countsOfMatch, rowsOfMatch } from '../matched-rows.ts';
import type { Control, Question, Shard } from '../shard.ts';
import { type Buckets, spread, UNTIMED } from '../spread.ts';

/** What one shard has of one pattern. */
export interface PatternShare {
  readonly fingerprint: string;
  readonly parts: readonly TemplatePart[];
  readonly text: string;
  count: number;
  bytes: number;
  firstUs: number;
  lastUs: number;
  /** By level index. */
  readonly levels: Float64Array;
  readonly services: Map<string, number>;
  /** By bucket of the question: see BucketRuns. */
  buckets: { readonly at: Uint16Array | undefined; readonly counts: Uint32Array };
}

export interface PatternShares {
  readonly patterns: PatternShare[];
  /** Fingerprints of all patterns that have records in this shard, filtered or not. */
  readonly known: string[];
}

/** @param buckets fine enough for sparkline and trend, which are both made of them. */
export async function patterns(
  shard: Shard,
  { question, buckets }: { readonly question: Question; readonly buckets: Buckets },
  control: Control,
): Promise<PatternShares> {
  const { table } = shard;
  const byIndex: (PatternShare | undefined)[] = [];
  const runs = new Map<PatternShare, BucketRuns>();
  const shareOf = (signature: number): PatternShare => {
    const index = table.patternOf(signature);
    const known = byIndex[index];
    if (known !== undefined) return known;
    const { fingerprint, template } = table.templates.patterns[index];
    const made: PatternShare = {
      fingerprint,
      parts: template.parts,
      text: template.text,
      count: 0,
      bytes: 0,
      firstUs: NO_TIME,
      lastUs: NO_TIME,
      levels: new Float64Array(7),
      services: new Map(),
      buckets: NO_BUCKETS,
    };
    byIndex[index] = made;
    runs.set(made, new BucketRuns(buckets.count));
    return made;
  };
  for await (const { view, match } of shard.matches(question, control)) {
    const { block } = view;
    const { ids, sourceId, counts, bytes, firstUs, lastUs } = block;
    const found = countsOfMatch(match, view);
    const shares: (PatternShare | undefined)[] = [];
    let partial = false;
    for (let local = 0; local < ids.length; local++) {
      if (found[local] === 0) continue;
      const share = shareOf(ids[local]);
      shares[local] = share;
      share.count += found[local];
      share.levels[table.level[ids[local]]] += found[local];
      const service = shard.serviceOf(ids[local], sourceId);
      if (service !== 0) share.services.set(table.services[service], (share.services.get(table.services[service]) ?? 0) + found[local]);
      if (found[local] === counts[local]) {
        share.bytes += bytes[local];
        if (firstUs[local] !== NO_TIME) note(share, firstUs[local], lastUs[local]);
      } else partial = true;
    }
    if (partial) {
      const reader = view.reader();
      const { times, signatures } = view.core();
      for (const row of rowsOfMatch(match, view)) {
        const local = signatures[row];
        const share = shares[local];
        if (share === undefined || found[local] === counts[local]) continue;
        share.bytes += reader.byteCount(row) + 1;
        if (times[row] !== NO_TIME) note(share, times[row], times[row]);
      }
    }
    spread(match, view, buckets, (local, bucket, rows) => {
      const share = shares[local];
      if (bucket !== UNTIMED && share !== undefined) runs.get(share)?.add(bucket, rows);
    });
  }
  const shares = byIndex.filter((share) => share !== undefined);
  for (const share of shares) share.buckets = runs.get(share)?.share() ?? NO_BUCKETS;
  return { patterns: shares, known: await knownPatterns(shard, control) };
}

const NO_BUCKETS: PatternShare['buckets'] = Object.freeze({ at: new Uint16Array(0), counts: new Uint32Array(0) });

function note(share: PatternShare, firstUs: number, lastUs: number): void {
  if (share.firstUs === NO_TIME || firstUs < share.firstUs) share.firstUs = firstUs;
  if (share.lastUs === NO_TIME || lastUs > share.lastUs) share.lastUs = lastUs;
}

async function knownPatterns(shard: Shard, control: Control): Promise<string[]> {
  const { table } = shard;
  const seen = new Uint8Array(table.count);
  for (const block of shard.blocks.all()) {
    await control.breathe();
    for (let local = 0; local < block.ids.length; local++) if (block.counts[local] > 0) seen[block.ids[local]] = 1;
  }
  const found = new Set<number>();
  for (let signature = 0; signature < seen.length; signature++) if (seen[signature] === 1) found.add(table.patternOf(signature));
  return [...found].map((index) => table.templates.patterns[index].fingerprint);
}
