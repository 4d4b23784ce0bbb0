import { isAppError } from '../engine/base/app-error.ts';
import type { LogsiftClient } from '../engine/contract/api.ts';
import type { Probes } from './probes.ts';

export interface Latency {
  readonly what: string;
  /** The first time it is asked of a file that was just opened. */
  readonly firstMs: number;
  /** Median of three when asked again. */
  readonly againMs: number;
  readonly outcome: string;
}

export interface OpenFile {
  readonly client: LogsiftClient;
  readonly close: () => Promise<void>;
}

/** Opens the saved file in a fresh workspace: nothing is cached but by the operating system. */
export type OpenFresh = () => Promise<OpenFile>;

interface Range {
  readonly fromUs: number;
  readonly untilUs: number;
}

interface Question {
  readonly what: string;
  readonly ask: (client: LogsiftClient, investigationId: string) => Promise<string>;
}

const PAGE = 100;
const AGAIN = 3;

const records = (count: number): string => `${count.toLocaleString('en')} records`;

/** @param range between which all records lie */
function questions(probes: Probes, range: Range): readonly Question[] {
  const firstPage = (what: string, query: string): Question => ({
    what: `${what}: first page`,
    ask: async (client, investigationId) => {
      for (;;) {
        const { records: shown, partial } = await client.getRecords({ filter: { investigationId, query }, limit: PAGE });
        // An early answer may hold less than a page: then the window asks again, and the clock runs on.
        if (shown.length === PAGE || !partial) return `${shown.length} shown`;
      }
    },
  });
  const counted = (what: string, query: string): Question => ({
    what: `${what}: all counted`,
    ask: async (client, investigationId) => records((await client.countRecords({ filter: { investigationId, query } })).records),
  });
  const search = (what: string, query: string): Question[] => [firstPage(what, query), counted(what, query)];
  const timeline = (what: string, query: string): Question => ({
    what,
    ask: async (client, investigationId) => records((await client.getTimeline({ filter: { investigationId, query } })).total),
  });
  const patterns = (what: string, query: string): Question => ({
    what,
    ask: async (client, investigationId) =>
      `${(await client.listPatterns({ filter: { investigationId, query } })).total.toLocaleString('en')} patterns`,
  });
  return [
    ...search('rare word', `"${probes.rareWord}"`),
    ...search('frequent word', `"${probes.frequentWord}"`),
    ...search('number within a variable', `"${probes.number}"`),
    ...search('absent word', `"${probes.absentWord}"`),
    ...search('regex with literal', `/${probes.regexWithLiteral}/`),
    ...search('regex without literal', `/${probes.regexWithoutLiteral}/`),
    timeline('histogram, level:ERROR', 'level:ERROR'),
    timeline('histogram, frequent word', `"${probes.frequentWord}"`),
    patterns('pattern table', ''),
    patterns('pattern table, level:ERROR', 'level:ERROR'),
    {
      what: 'compare the two halves',
      ask: async (client, investigationId) => {
        const { fromUs, untilUs } = range;
        const middle = Math.round((fromUs + untilUs) / 2);
        const { a, b, changes } = await client.compareWindows({
          investigationId,
          a: { fromUs, untilUs: middle },
          b: { fromUs: middle, untilUs },
        });
        return `${records(a.records + b.records)}, ${changes.length} changes`;
      },
    },
    {
      what: 'anomalies',
      ask: async (client, investigationId) =>
        `${(await client.listAnomalies({ filter: { investigationId }, limit: PAGE })).total.toLocaleString('en')} anomalies`,
    },
  ];
}

/** Every question gets a file of its own that was just opened. */
export async function measureQueries(
  savePath: string,
  openFresh: OpenFresh,
  probes: Probes,
  say: (line: string) => void,
): Promise<readonly Latency[]> {
  const results: Latency[] = [await measureOpening(savePath, openFresh)];
  for (const { what, ask } of questions(probes, await rangeOf(savePath, openFresh))) {
    const { client, close } = await openFresh();
    try {
      const { id } = await client.openInvestigation({ path: savePath });
      // What every window shows first is there before a person types.
      await client.getTimeline({ filter: { investigationId: id, query: '' } });
      const first = await timed(() => answerOf(ask(client, id)));
      const again: number[] = [];
      for (let round = 0; round < AGAIN; round++) again.push((await timed(() => answerOf(ask(client, id)))).elapsedMs);
      results.push({ what, firstMs: first.elapsedMs, againMs: median(again), outcome: first.value });
      say(`${what}: ${first.elapsedMs.toFixed(0)} ms, ${first.value}`);
    } finally {
      await close();
    }
  }
  return results;
}

async function rangeOf(savePath: string, openFresh: OpenFresh): Promise<Range> {
  const { client, close } = await openFresh();
  try {
    const filter = { investigationId: (await client.openInvestigation({ path: savePath })).id, query: '' };
    const at = async (order: 'oldest' | 'newest') => (await client.getRecords({ filter, order, limit: 1 })).records[0]?.timeUs ?? 0;
    return { fromUs: await at('oldest'), untilUs: (await at('newest')) + 1 };
  } finally {
    await close();
  }
}

async function measureOpening(savePath: string, openFresh: OpenFresh): Promise<Latency> {
  const times: number[] = [];
  let outcome = '';
  for (let round = 0; round <= AGAIN; round++) {
    const { client, close } = await openFresh();
    try {
      const { elapsedMs } = await timed(async () => {
        const { id } = await client.openInvestigation({ path: savePath });
        const filter = { investigationId: id, query: '' };
        const [page] = await Promise.all([client.getRecords({ filter, limit: PAGE }), client.getTimeline({ filter })]);
        outcome = records(page.total);
      });
      times.push(elapsedMs);
    } finally {
      await close();
    }
  }
  return { what: 'open to first page and histogram', firstMs: times[0], againMs: median(times.slice(1)), outcome };
}

/** A question that the engine gives up on is a result too. */
async function answerOf(asking: Promise<string>): Promise<string> {
  return asking.catch((error: unknown) => {
    if (isAppError(error)) return `given up: ${error.code}`;
    throw error;
  });
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly elapsedMs: number }> {
  const started = performance.now();
  const value = await work();
  return { value, elapsedMs: performance.now() - started };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
