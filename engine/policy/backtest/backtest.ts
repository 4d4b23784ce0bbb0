import { bucketsOf, type WatchedRow } from '../../analysis/anomalies/find-incidents.ts';
import { isAppError } from '../../base/app-error.ts';
import { type Level, levelAt } from '../../base/level.ts';
import type { Asked } from '../../query/answers.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { CountedRow } from '../../query/merge-patterns.ts';
import type { PolicyTally } from '../../query/replay/policy-tallies.ts';
import type { LostRecord, ReplayShare } from '../../query/replay/replay.ts';
import { mergeTraces, type TraceSummary } from '../../query/replay/trace-fates.ts';
import type { Buckets } from '../../query/spread.ts';
import type { Policy } from '../model/policy.ts';
import { type ChangeFate, type Compared, fatesOfChanges } from './changes.ts';
import { type FindingFate, type FoundBefore, fatesOf, findBefore, type RemainingRows } from './findings.ts';
import { type FindingsKeep, keepFindings, readFindings } from './kept-findings.ts';

export interface KeptVolume {
  readonly records: number;
  readonly bytes: number;
  readonly keptRecords: number;
  readonly keptBytes: number;
}

/** What a policy would do, all others at work as well. */
export interface PolicyEffect extends Omit<PolicyTally, 'patterns'> {
  /** Patterns among what it matches beside the one with most records. */
  readonly strays: readonly { readonly patternId: string; readonly records: number }[];
  /** Patterns it matches, most records first. */
  readonly patterns: readonly { readonly patternId: string; readonly records: number }[];
}

export interface Backtest {
  readonly total: KeptVolume;
  readonly byLevel: ReadonlyMap<Level, KeptVolume>;
  readonly byService: ReadonlyMap<string, KeptVolume>;
  readonly byPattern: ReadonlyMap<string, KeptVolume>;
  readonly policies: readonly PolicyEffect[];
  readonly traces: TraceSummary;
  readonly findings: readonly FindingFate[];
  /** Changes between two windows, where some are compared. */
  readonly changes: readonly ChangeFate[];
  /** Pinned records that would go, and which policy takes them. */
  readonly pinsLost: readonly LostRecord[];
  /** Records of ERROR, FATAL or unknown level that would go: none, or there is a bug. */
  readonly guardedLost: number;
  /** Patterns whose very first record would go, though they stay present. */
  readonly firstLost: number;
  readonly buckets: Buckets;
  /** Those that are drawn, and the bytes in them. */
  readonly bars: Buckets;
  readonly kept: readonly number[];
  readonly keptWarnings: readonly number[];
  readonly dropped: readonly number[];
  readonly elapsedMs: number;
}

/** What an investigation looks like without policies: asked once, however many sets are tried. Replays begin before it is complete. */
export interface Baseline {
  readonly asked: Asked;
  readonly buckets: Buckets;
  /** Threads have counted, and can be given something else to do. */
  readonly counted: Promise<unknown>;
  readonly rows: Promise<readonly CountedRow[]>;
  readonly found: Promise<FoundBefore>;
  readonly compared?: Compared | undefined;
}

/**
 * All promises are under way when this returns; whoever waits for them hears of failures.
 * @param keep where findings are kept; none: they are looked for, and forgotten with the baseline
 */
export async function baselineOf(explorer: Explorer, asked: Asked, keep?: FindingsKeep, signal?: AbortSignal): Promise<Baseline> {
  const buckets = await bucketsOf(explorer, asked);
  const counted = explorer.countPatterns(asked, buckets, signal);
  const rows = counted.then(async (merge) => {
    // Whoever waits for the threads is told first.
    await new Promise<void>((resolve) => setImmediate(resolve));
    return merge();
  });
  const found = foundIn(explorer, asked, rows, buckets, keep, signal);
  for (const promise of [counted, rows, found]) promise.catch(() => undefined);
  return { asked, buckets, counted, rows, found };
}

async function foundIn(
  explorer: Explorer,
  asked: Asked,
  counted: Promise<readonly CountedRow[]>,
  buckets: Buckets,
  keep: FindingsKeep | undefined,
  signal: AbortSignal | undefined,
): Promise<FoundBefore> {
  const rows = await counted;
  const kept = keep && readFindings(keep, rows, buckets);
  if (kept !== undefined) return kept;
  const found = await findBefore(explorer, asked, rows, buckets, signal);
  try {
    if (keep !== undefined) keepFindings(keep, found, rows, buckets);
  } catch (error) {
    // A file that cannot be written to: whoever opens it next looks for them again.
    if (!isAppError(error)) throw error;
  }
  return found;
}

const SAMPLES = 200;
const MOST_BARS = 120;

/**
 * Replays policies on every record and tells what would be left, and what could no longer be found.
 * @param pins ids of records the user marked
 * @throws AppError BAD_QUERY, CANCELLED
 */
export async function backtest(
  explorer: Explorer,
  baseline: Baseline,
  policies: readonly Policy[],
  pins: readonly string[],
  signal?: AbortSignal,
): Promise<Backtest> {
  const startedMs = performance.now();
  const { buckets, asked } = baseline;
  const bars = barsOf(buckets);
  // Two passes at once would read the same blocks twice.
  await baseline.counted;
  const [shares, rows, found] = await Promise.all([
    explorer.replay(asked, { policies, buckets, bars, samples: SAMPLES, watched: pins }, signal),
    baseline.rows,
    baseline.found,
  ]);
  const remaining = new Remaining(rows, bars.count);
  for (const share of shares) remaining.add(share);
  const findings = await fatesOf(found, rows, remaining, buckets, signal);
  const changes =
    baseline.compared === undefined
      ? []
      : await fatesOfChanges(explorer, baseline.compared, policies, (pattern) => remaining.isTouched(pattern), signal);
  return {
    ...remaining.volumes(),
    policies: mergeTallies(shares),
    traces: mergeTraces(shares.map(({ traces }) => traces)),
    findings,
    changes,
    pinsLost: shares.flatMap(({ lost }) => lost),
    buckets,
    bars,
    elapsedMs: performance.now() - startedMs,
  };
}

type Volume = { -readonly [Name in keyof KeptVolume]: number };

/** What the shares say remains, by pattern, level, service and time. */
class Remaining implements RemainingRows {
  readonly #rows: readonly CountedRow[];
  /** Of touched patterns: by how much each bucket changes by weight, and how many records of it go. */
  readonly #changes = new Map<string, number[]>();
  readonly #goneByPattern = new Map<string, number[]>();
  readonly #touched = new Set<string>();
  readonly #total = emptyVolume();
  readonly #byLevel = new Map<Level, Volume>();
  readonly #byService = new Map<string, Volume>();
  readonly #byPattern = new Map<string, Volume>();
  readonly #kept: number[];
  readonly #keptWarnings: number[];
  readonly #dropped: number[];
  #guardedLost = 0;

  constructor(rows: readonly CountedRow[], bars: number) {
    this.#rows = rows;
    this.#kept = zeros(bars);
    this.#keptWarnings = zeros(bars);
    this.#dropped = zeros(bars);
  }

  add({ table, touched, volume }: ReplayShare): void {
    this.#addTable(table);
    for (const { pattern, matched, kept, weighted } of touched) {
      const changes = this.#changes.get(pattern) ?? zeros(matched.length);
      const gone = this.#goneByPattern.get(pattern) ?? zeros(matched.length);
      this.#changes.set(pattern, changes);
      this.#goneByPattern.set(pattern, gone);
      for (let bucket = 0; bucket < changes.length; bucket++) {
        changes[bucket] += weighted[bucket] - matched[bucket];
        gone[bucket] += matched[bucket] - kept[bucket];
      }
    }
    for (const [into, from] of [
      [this.#kept, volume.kept],
      [this.#keptWarnings, volume.keptWarnings],
      [this.#dropped, volume.dropped],
    ] as const)
      for (let bar = 0; bar < into.length; bar++) into[bar] += from[bar];
  }

  #addTable({ patterns, levels, services, records, bytes, keptRecords, keptBytes }: ReplayShare['table']): void {
    for (const [entry, pattern] of patterns.entries()) {
      const level = levelAt(levels[entry]);
      const isTouched = keptRecords[entry] < records[entry];
      if (isTouched) for (const name of [pattern, services[entry], level]) this.#touched.add(name);
      if (isTouched && (level === 'ERROR' || level === 'FATAL' || level === 'UNSET'))
        this.#guardedLost += records[entry] - keptRecords[entry];
      const volume = { records: records[entry], bytes: bytes[entry], keptRecords: keptRecords[entry], keptBytes: keptBytes[entry] };
      for (const into of [
        this.#total,
        volumeOf(this.#byLevel, level),
        volumeOf(this.#byService, services[entry]),
        volumeOf(this.#byPattern, pattern),
      ])
        addVolume(into, volume);
    }
  }

  /** The same patterns with the counts that would remain, by weight. */
  rows(): WatchedRow[] {
    return this.#rows.map((row) => {
      const changes = this.#changes.get(row.id);
      return changes === undefined ? row : { ...row, spark: row.spark.map((count, bucket) => Math.max(0, count + changes[bucket])) };
    });
  }

  isTouched(name: string): boolean {
    return this.#touched.has(name);
  }

  /** Records of a pattern that go, by bucket; undefined where none does. */
  goneOf(pattern: string): readonly number[] | undefined {
    return this.#goneByPattern.get(pattern);
  }

  volumes() {
    return {
      total: this.#total,
      byLevel: this.#byLevel,
      byService: this.#byService,
      byPattern: this.#byPattern,
      guardedLost: this.#guardedLost,
      firstLost: [...this.#byPattern.values()].filter(({ keptRecords, records }) => keptRecords === 0 && records > 0).length,
      kept: this.#kept,
      keptWarnings: this.#keptWarnings,
      dropped: this.#dropped,
    };
  }
}

function mergeTallies(shares: readonly ReplayShare[]): PolicyEffect[] {
  const [first, ...others] = shares.map(({ policies }) => policies);
  return (first ?? []).map((tally, index) => {
    const all = [tally, ...others.map((tallies) => tallies[index])];
    const total = (name: 'matched' | 'matchedBytes' | 'dropped' | 'droppedBytes' | 'taken' | 'takenBytes' | 'removedBytes') =>
      all.reduce((sum, one) => sum + one[name], 0);
    const patterns = new Map<string, number>();
    for (const one of all) for (const [pattern, records] of one.patterns) patterns.set(pattern, (patterns.get(pattern) ?? 0) + records);
    const ordered = [...patterns]
      .map(([patternId, records]) => ({ patternId, records }))
      .sort((a, b) => b.records - a.records || (a.patternId < b.patternId ? -1 : 1));
    return {
      policyId: tally.policyId,
      matched: total('matched'),
      matchedBytes: total('matchedBytes'),
      dropped: total('dropped'),
      droppedBytes: total('droppedBytes'),
      taken: total('taken'),
      takenBytes: total('takenBytes'),
      removedBytes: Math.round(total('removedBytes')),
      goes: all.flatMap(({ goes }) => goes).slice(0, SAMPLES),
      stays: all.flatMap(({ stays }) => stays).slice(0, SAMPLES),
      patterns: ordered,
      strays: ordered.slice(1),
    };
  });
}

function volumeOf<Key>(map: Map<Key, Volume>, key: Key): Volume {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = emptyVolume();
  map.set(key, made);
  return made;
}

function emptyVolume(): Volume {
  return { records: 0, bytes: 0, keptRecords: 0, keptBytes: 0 };
}

function addVolume(into: Volume, { records, bytes, keptRecords, keptBytes }: KeptVolume): void {
  into.records += records;
  into.bytes += bytes;
  into.keptRecords += keptRecords;
  into.keptBytes += keptBytes;
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

/** Few enough to be drawn, each of as many buckets. */
function barsOf({ fromUs, widthUs, count }: Buckets): Buckets {
  const joined = Math.max(1, Math.ceil(count / MOST_BARS));
  return { fromUs, widthUs: widthUs * joined, count: Math.ceil(count / joined) };
}
