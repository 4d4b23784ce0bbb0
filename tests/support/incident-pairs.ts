import { FINEST } from '../../engine/analysis/compare/cells.ts';
import type { Compared } from '../../engine/analysis/compare/compare.ts';
import type { Sample } from '../../engine/analysis/compare/sample.ts';
import { randomOf } from './random.ts';

export interface Pair {
  readonly patterns: Compared[];
  /** Length of A / length of B. */
  readonly ratio: number;
  /** What was changed on purpose: `kind id`, or `values id slot`. */
  readonly truth: ReadonlySet<string>;
}

export interface PairOptions {
  readonly seed: number;
  /** Seconds. */
  readonly lengthA: number;
  readonly lengthB: number;
  /** False: nothing changes; both windows are of the same process. */
  readonly withIncident: boolean;
}

const TEMPLATES = 300;
const DAY = 86_400;
/** Values looked at per cell and window at most, as the engine does. */
const LOOKED_AT = 6;
const CHANGED = ['appeared', 'vanished', 'rate', 'values'] as const;

/**
 * Two windows of a system of 300 templates: steady ones, ones that follow the rhythm of the day, ones that come in bursts and rare ones, with
 * text, number, counting and unique variables; B begins where A ends. With an incident every eighth template changes.
 */
export function incidentPair({ seed, lengthA, lengthB, withIncident }: PairOptions): Pair {
  const random = randomOf(seed);
  const truth = new Set<string>();
  const startedAt = random() * DAY;
  const cellLength = Math.max(Math.min(lengthA, lengthB) / FINEST, Math.max(lengthA, lengthB) / 1_024);
  const windows = [
    { from: startedAt, length: lengthA, isB: false },
    { from: startedAt + lengthA, length: lengthB, isB: true },
  ];
  const patterns = Array.from({ length: TEMPLATES }, (_, index): Compared => {
    const id = `t${index}`;
    const change = withIncident && index % 8 === 0 ? CHANGED[(index / 8) % 4] : undefined;
    // From one record in a hundred seconds to ten a second.
    const base = (10 ** (random() * 3 - 2) * 3600) / Math.min(lengthA, lengthB, 3600);
    const perSecond = change === undefined ? base : Math.max(base, 150 / Math.min(lengthA, lengthB));
    const hasRhythm = index % 2 === 1;
    // One of five comes in bursts of half a minute or a 24th of the shorter window, some of them alone.
    const bursts = index % 5 === 3 ? { meanGap: Math.min(lengthA, lengthB) * (0.1 + random() * 2) } : undefined;
    const burstLength = Math.min(30, Math.min(lengthA, lengthB) / 24);
    const factor = change === 'rate' ? (random() < 0.3 ? 0.1 : 2.5 + random() * 20) : 1;
    if (change !== undefined) truth.add(change === 'values' ? `values ${id} ${(index / 32) % 2 < 1 ? 0 : 1}` : `${change} ${id}`);
    const changedSlot = change === 'values' ? ((index / 32) % 2 < 1 ? 0 : 1) : undefined;
    let serial = 1000;
    const [a, b] = windows.map(({ from, length, isB }) => {
      const cells = Math.max(FINEST, Math.round(length / cellLength));
      const counts = new Float64Array(cells);
      const on = change === 'appeared' ? isB : change === 'vanished' ? !isB : true;
      const width = length / cells;
      for (let cell = 0; on && cell < cells; cell++) {
        const hour = ((from + (cell + 0.5) * width) / DAY) * 2 * Math.PI;
        const rate = perSecond * (hasRhythm ? 1 + 0.6 * Math.sin(hour) : 1) * (isB ? factor : 1);
        if (bursts === undefined || change !== undefined) counts[cell] += poisson(rate * width, random);
      }
      if (bursts !== undefined && change === undefined) {
        for (let at = exponential(bursts.meanGap, random); at < length; at += exponential(bursts.meanGap, random)) {
          const records = 1 + poisson(exponential(60, random), random);
          for (let record = 0; record < records; record++)
            counts[Math.min(cells - 1, Math.floor(Math.min(length - 1e-9, at + random() * burstLength) / width))]++;
        }
      }
      const perCell = Math.ceil(cells / FINEST);
      const samples: { text: string; cell: number }[][] = [[], [], [], []];
      for (let group = 0; group < FINEST; group++) {
        let records = 0;
        for (let cell = group * perCell; cell < Math.min(cells, (group + 1) * perCell); cell++) records += counts[cell];
        // The records of a cell share something: one host, one slow moment.
        const shared = random();
        for (let record = 0; record < Math.min(LOOKED_AT, records); record++) {
          const hasNew = isB && changedSlot === 0 && random() < 0.3;
          const host = random() < 0.3 ? Math.floor(shared * 6) : Math.floor(random() ** 2 * 6);
          samples[0].push({ text: hasNew ? 'host-new' : `host-${host}`, cell: group });
          const slow = isB && changedSlot === 1 ? (index % 64 === 24 ? (random() < 0.3 ? 40 : 1) : 2.5) : 1;
          const ms = 20 * Math.exp(0.8 * normal(random) + 0.15 * (shared - 0.5)) * slow;
          samples[1].push({ text: `${ms.toFixed(2)}ms`, cell: group });
          serial += 1 + Math.floor(random() * 3);
          samples[2].push({ text: String(serial), cell: group });
          samples[3].push({ text: `id-${Math.floor(random() * 1e9).toString(36)}`, cell: group });
        }
      }
      return { cells: { counts, exposures: new Float64Array(cells).fill(width) }, samples: samples.map(sampleOf) };
    });
    return { id, a: a.cells, b: b.cells, variables: a.samples.map((sample, slot) => ({ slot, a: sample, b: b.samples[slot] })) };
  });
  return { patterns, ratio: lengthA / lengthB, truth };
}

function sampleOf(records: readonly { readonly text: string; readonly cell: number }[]): Sample {
  const values = [...new Set(records.map(({ text }) => text))];
  const index = new Map(values.map((text, at) => [text, at]));
  return {
    values,
    value: records.map(({ text }) => index.get(text) ?? 0),
    cell: records.map(({ cell }) => cell),
    cells: FINEST,
  };
}

function exponential(mean: number, random: () => number): number {
  return -mean * Math.log(1 - random());
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Knuth's method for small means, the normal approximation for large ones. */
function poisson(mean: number, random: () => number): number {
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count++;
  }
  return count;
}
