import { NO_TIME } from '../../engine/base/time.ts';
import type { LineKind, Plan, PlannedBlock, PlannedRow } from './build-investigation.ts';
import { randomOf } from './random.ts';

const TIME = { kind: 'time', name: 'ts' } as const;

/** Lines that are hard to search: slots side by side, empty texts, values that repeat constants, JSON, time stamps with words. */
export const SAMPLE_KINDS: readonly LineKind[] = [
  {
    line: [TIME, ' INFO [', { kind: 'text', name: 'thread' }, '] ', 'user=', { kind: 'id' }, ' logged in from ', { kind: 'ip' }],
    messageAt: 4,
    level: 3,
    service: 'auth',
    timeLayout: 1,
    template: 'login',
  },
  { line: [TIME, ' INFO user=alice logged in from ', { kind: 'ip' }], messageAt: 1, level: 3, service: 'auth', timeLayout: 1 },
  {
    line: [TIME, ' ERROR Connection refused: ', { kind: 'host' }, ':', { kind: 'number' }],
    messageAt: 1,
    level: 5,
    service: 'gate',
    timeLayout: 2,
    fields: [{ name: 'logger', value: 'net.Client' }],
    template: 'refused',
  },
  {
    line: [
      '{"ts":"',
      TIME,
      '","level":"warn","msg":"slow ',
      { kind: 'quoted' },
      ' took ',
      { kind: 'duration' },
      '","traceId":"',
      { kind: 'hex', name: 'traceId' },
      '","n":',
      { kind: 'number', name: 'n' },
      '}',
    ],
    messageAt: 3,
    level: 4,
    service: 'api',
    timeLayout: 1,
    escaped: true,
  },
  { line: [{ kind: 'number' }, { kind: 'text' }, { kind: 'number' }, 'x', { kind: 'path' }], level: 0 },
  { line: ['plain line without any variable'], level: 0 },
  {
    line: [TIME, ' DEBUG cache ', { kind: 'size' }, ' naïve ', { kind: 'text', name: 'request_id' }],
    messageAt: 1,
    level: 2,
    service: 'api',
    timeLayout: 1,
    template: 'cache',
  },
  { line: ['user=', { kind: 'text' }, 'user=', { kind: 'text' }, 'ok'], level: 6, service: 'AUTH' },
];

export const SAMPLE_TEMPLATES: Plan['templates'] = {
  login: ['user=', { kind: 'id' }, ' logged in from ', { kind: 'ip' }],
  refused: [' ERROR Connection ', { kind: 'text', name: 'how' }, ': ', { kind: 'host' }, ':', { kind: 'number', name: 'port' }],
  cache: [' DEBUG cache ', { kind: 'size', name: 'size' }, ' naïve ', { kind: 'text' }],
};

const WORDS = [
  'alice',
  'Alice',
  'bob',
  'user=',
  'ok',
  'okuser',
  'x',
  'error',
  'Err',
  '10',
  '404',
  'naïve',
  'é',
  'in',
  '"q"',
  '\\"',
  'refused',
  'a-b',
  'T14',
  ' ok ',
  'Sep',
];

/** Random rows over the sample kinds. @param options.oddTimes rows without times, going back, all the same. */
export function samplePlan(
  seed: number,
  options: {
    readonly blocks: number;
    readonly rows: number;
    readonly sources?: number;
    readonly times?: 'rising' | 'equal' | 'none' | 'odd';
  },
): Plan {
  const random = randomOf(seed);
  const upTo = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(items: readonly T[]): T => items[upTo(items.length)];
  const times = options.times ?? 'rising';
  const randomValue = (kind: string): string => {
    switch (kind) {
      case 'number':
        return String(upTo(1_000));
      case 'duration':
        return `${upTo(5_000)}ms`;
      case 'size':
        return `${upTo(900)}${pick(['B', 'kB', 'MB'])}`;
      case 'ip':
        return `10.0.${upTo(4)}.${upTo(30)}`;
      case 'hex':
        return (upTo(40) + 0xabc00).toString(16);
      case 'host':
        return `${pick(['db', 'web', 'cache'])}-${upTo(4)}.local`;
      case 'path':
        return `/var/${pick(['log', 'lib'])}/${pick(['a', 'Ok', 'user'])}.txt`;
      default:
        return random() < 0.6 ? pick(WORDS) : pick(WORDS) + pick(WORDS);
    }
  };
  let timeUs = Date.UTC(2026, 8, 14, 13, 40) * 1_000;
  const rowOf = (): PlannedRow => {
    if (times !== 'equal') timeUs += upTo(4) * 1_000_000;
    const kind = upTo(SAMPLE_KINDS.length);
    const { line, timeLayout } = SAMPLE_KINDS[kind];
    const odd = times === 'odd' && random() < 0.2;
    const own = odd && timeLayout !== undefined ? timeUs - upTo(400) * 1_000_000 : timeUs;
    const untimed = times === 'none' || (odd && timeLayout === undefined);
    const values = line.flatMap((piece) => (typeof piece === 'string' || piece.kind === 'time' ? [] : [randomValue(piece.kind)]));
    const tail = random() < 0.08 ? `\tat ${pick(WORDS)}(${pick(WORDS)})${random() < 0.5 ? '\n\tCaused by: error' : ''}` : undefined;
    return {
      kind: untimed ? [4, 5, 7][kind % 3] : kind,
      timeUs: untimed ? NO_TIME : own,
      values: untimed ? valuesOf([4, 5, 7][kind % 3]) : values,
      tail,
    };
  };
  const valuesOf = (kind: number): string[] =>
    SAMPLE_KINDS[kind].line.flatMap((piece) => (typeof piece === 'string' || piece.kind === 'time' ? [] : [randomValue(piece.kind)]));
  const sourceCount = options.sources ?? 3;
  const blocks: PlannedBlock[] = Array.from({ length: options.blocks }, (_, block) => {
    // Sources overlap in time: each block of a round starts where the round did.
    const startUs = timeUs;
    const rows = Array.from({ length: 1 + upTo(options.rows) }, rowOf);
    if (block % sourceCount !== sourceCount - 1) timeUs = startUs;
    return { source: block % sourceCount, rows };
  });
  return {
    sources: ['app.log', 'web.log', 'db.log'].slice(0, sourceCount),
    // One that no record names, and one that some name themselves.
    services: { 'web.log': 'web', 'db.log': 'api' },
    kinds: SAMPLE_KINDS,
    templates: SAMPLE_TEMPLATES,
    blocks,
  };
}

export { WORDS as SAMPLE_WORDS };
