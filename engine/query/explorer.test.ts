import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { buildInvestigation, type KnownRecord, renderTestTime } from '../../tests/support/build-investigation.ts';
import { groupBy } from '../../tests/support/group-by.ts';
import { hasTime, naiveFields, naiveFind, naiveLevels } from '../../tests/support/naive-query.ts';
import { randomOf } from '../../tests/support/random.ts';
import { SAMPLE_WORDS, samplePlan } from '../../tests/support/sample-plan.ts';
import { formatQuery } from '../base/filter/format.ts';
import { ReaderPool } from '../runtime/reader-pool.ts';

const folders: string[] = [];
const pools: ReaderPool[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const SOURCES = ['app.log', 'web.log', 'db.log'];

function investigation(seed: number, options: Parameters<typeof samplePlan>[1], shards = 2): { pool: ReaderPool; records: KnownRecord[] } {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-query-'));
  folders.push(folder);
  const path = join(folder, 'a.logsift');
  const records = buildInvestigation(path, samplePlan(seed, options));
  const pool = new ReaderPool({ path, shards, renderTime: renderTestTime, firstPageMs: 10_000 });
  pools.push(pool);
  return { pool, records };
}

const QUERIES = [
  '',
  'level:error',
  'level>=warn',
  '-level:info,debug',
  'level<=info',
  'service:auth',
  'service:*',
  'service:web',
  'service:api source:db.log',
  'not (service:web or n:*)',
  '-service:*',
  'source:web.log',
  '-source:app.log,db.log',
  'source:*',
  'n>=500',
  'n:100..200',
  'n:*',
  'traceid:abc05',
  'trace:*',
  'trace:ABC1f',
  'logger:net.client',
  'how:refused',
  'port<300',
  'size>=1kB',
  'size>500',
  'user:alice',
  'user:*',
  '-user:alice',
  'request_id:ok,x',
  'thread:"user=alice"',
  'alice',
  'ALICE ok',
  '"user=ok"',
  'refused or naïve',
  '(alice or bob) -level:info',
  'not (alice bob)',
  '"2026-09-14T13:4"',
  '"Sep 14"',
  '14',
  'T13',
  '"10.0.1"',
  '.local:4',
  '"INFO ["',
  '/user=\\w+ok/',
  '/USER=/i',
  '/\\d{3}$/',
  '/caused by/i',
  '"Caused by"',
  '/refused: (db|web)/',
  'nothing-has-this',
  '/^plain/',
  'é',
  'level:error n:* or service:api',
  'unset',
  'level:unset alice',
  '"\\"q\\""',
  '/^.*ok$/ -ok',
  'missing:*',
  '-missing:*',
];

/** Every second block has a filter, as while they are being made. */
async function makeFilters(pool: ReaderPool): Promise<void> {
  const made = await pool.ask(0, 'filters', { most: 1_000 }, {});
  expect(made.length).toBeGreaterThan(0);
}

describe.each(['rising', 'odd', 'equal', 'none'] as const)('with times that are %s', (times) => {
  test.each([false, true])(
    'every query finds what a search of the rebuilt text finds, in the same order (filters: %s)',
    async (filtered) => {
      const { pool, records } = investigation(11, { blocks: 9, rows: 120, times });
      if (filtered) await makeFilters(pool);
      for (const query of QUERIES) {
        const expected = naiveFind(records, query, undefined, SOURCES).map((record) => record.id);
        const page = await pool.explorer.page({ query }, 'oldest', 0, 1_000);
        expect([query, page.total, page.records.map((record) => record.id)]).toEqual([query, expected.length, expected]);
        expect([query, await pool.explorer.count({ query })]).toEqual([query, expected.length]);
      }
    },
  );

  test('any page of either order is the same slice', async () => {
    const { pool, records } = investigation(5, { blocks: 12, rows: 900, times });
    const random = randomOf(3);
    for (const query of ['', 'alice', 'level>=warn']) {
      const ids = naiveFind(records, query, undefined, SOURCES).map((record) => record.id);
      for (const order of ['oldest', 'newest'] as const) {
        const all = order === 'oldest' ? ids : [...ids].reverse();
        for (let round = 0; round < 12; round++) {
          const offset = Math.floor(random() * (ids.length + 20));
          const page = await pool.explorer.page({ query }, order, offset, 50);
          expect([query, order, offset, page.total, page.complete, page.records.map((record) => record.id)]).toEqual([
            query,
            order,
            offset,
            ids.length,
            true,
            all.slice(offset, offset + 50),
          ]);
        }
      }
    }
  });
});

test.each([21, 22])(
  'a literal is found wherever it lies: constants, values, borders, time stamps, joined lines (seed %i)',
  async (seed) => {
    const { pool, records } = investigation(seed, { blocks: 6, rows: 150 });
    if (seed === 22) await makeFilters(pool);
    const random = randomOf(seed);
    for (let round = 0; round < 400; round++) {
      const text = records[Math.floor(random() * records.length)].text.toString('utf8').replaceAll('\n', ' ');
      const from = Math.floor(random() * text.length);
      const piece =
        random() < 0.2 ? SAMPLE_WORDS[Math.floor(random() * SAMPLE_WORDS.length)] : text.slice(from, from + 1 + Math.floor(random() * 14));
      if (piece.trim() === '') continue;
      const query = formatQuery({ kind: 'text', text: random() < 0.3 ? piece.toUpperCase() : piece });
      expect([query, await pool.explorer.count({ query })]).toEqual([query, naiveFind(records, query).length]);
    }
  },
);

test('a time range is half-open and leaves out what has no time', async () => {
  const { pool, records } = investigation(8, { blocks: 9, rows: 100, times: 'odd' });
  const timed = records
    .filter(hasTime)
    .map((record) => record.timeUs)
    .sort((a, b) => a - b);
  const range = { fromUs: timed[Math.floor(timed.length / 3)], untilUs: timed[Math.floor((timed.length * 2) / 3)] };
  for (const query of ['', 'alice', 'level:error']) {
    const expected = naiveFind(records, query, range).map((record) => record.id);
    const page = await pool.explorer.page({ query, range }, 'oldest', 0, 1_000);
    expect(page.records.map((record) => record.id)).toEqual(expected);
    expect((await pool.explorer.timeline({ query, range }, 50)).total).toBe(expected.length);
    expect((await pool.explorer.patterns({ query, range }, 10, { limit: 1_000, keep: 'most' })).records).toBe(expected.length);
  }
});

test.each([
  ['odd', 40],
  ['rising', 40],
  // Wide enough that whole blocks fall into one.
  ['rising', 2],
  ['none', 5],
] as const)('the timeline counts every record of the filter once, by level and bucket (times %s, %i buckets)', async (times, most) => {
  const { pool, records } = investigation(4, { blocks: 9, rows: 200, times });
  for (const query of ['', 'alice', 'service:api', '-level:info']) {
    const expected = naiveFind(records, query);
    const answer = await pool.explorer.timeline({ query }, most);
    const counts: Record<string, number[]> = {};
    for (const record of expected.filter(hasTime)) {
      const bucket = Math.floor((record.timeUs - answer.fromUs) / answer.bucketUs);
      for (const level of Object.keys(naiveLevels([record]))) {
        counts[level] ??= new Array(Object.values(answer.counts)[0].length).fill(0);
        counts[level][bucket]++;
      }
    }
    expect(answer.counts).toEqual(counts);
    expect([answer.total, answer.untimed]).toEqual([expected.length, expected.filter((record) => !hasTime(record)).length]);
  }
});

test('where not all patterns are wanted, those that changed are kept before the most frequent, in the order of the table', async () => {
  const { pool } = investigation(6, { blocks: 9, rows: 200, times: 'odd' });
  const all = (await pool.explorer.patterns({}, 0, { limit: 1_000, keep: 'most' })).rows;
  const changed = all.filter((row) => row.trend.kind !== 'steady');
  expect([changed.length > 0, changed.length < all.length - 1, changed[0] === all[0]]).toEqual([true, true, false]);
  const limit = changed.length + 1;
  const kept = await pool.explorer.patterns({}, 0, { limit, keep: 'changed' });
  const steady = all.find((row) => row.trend.kind === 'steady');
  expect(kept.rows.map((row) => row.id)).toEqual(all.filter((row) => row === steady || changed.includes(row)).map((row) => row.id));
  expect(kept.total).toBe(all.length);
  expect((await pool.explorer.patterns({}, 0, { limit, keep: 'most' })).rows.map((row) => row.id)).toEqual(
    all.slice(0, limit).map((row) => row.id),
  );
});

test('the pattern table adds up: records, bytes, levels, services, first and last', async () => {
  const { pool, records } = investigation(6, { blocks: 9, rows: 200, times: 'odd' });
  for (const query of ['', 'alice', 'level>=warn']) {
    const expected = naiveFind(records, query);
    const table = await pool.explorer.patterns({ query }, 52, { limit: 1_000, keep: 'most' });
    const groups = groupBy(expected, (record) => record.template.id);
    expect(table.rows.map((row) => row.id).sort()).toEqual([...groups.keys()].sort());
    for (const row of table.rows) {
      const group = groups.get(row.id) ?? [];
      const timed = group.filter(hasTime).map((record) => record.timeUs);
      expect({ ...row, services: [...row.services].sort() }).toMatchObject({
        template: group[0].template.text,
        count: group.length,
        bytes: group.reduce((sum, record) => sum + record.text.length + 1, 0),
        levels: naiveLevels(group),
        services: [...new Set(group.flatMap((record) => record.service ?? []))].sort(),
        firstUs: timed.length === 0 ? undefined : Math.min(...timed),
        lastUs: timed.length === 0 ? undefined : Math.max(...timed),
      });
      expect(row.spark.reduce((sum, count) => sum + count, 0)).toBe(timed.length);
    }
    expect([table.records, table.recordsUnfiltered, table.totalUnfiltered]).toEqual([
      expected.length,
      records.length,
      new Set(records.map((record) => record.template.id)).size,
    ]);
  }
});

test('each facet honours every part of the filter but its own', async () => {
  const { pool, records } = investigation(9, { blocks: 9, rows: 200 });
  const answer = await pool.explorer.facets({ query: 'level:info,warn service:auth,api source:app.log ok' });
  const levels = naiveLevels(naiveFind(records, 'service:auth,api source:app.log ok', undefined, SOURCES));
  expect(Object.fromEntries(answer.levels.map(({ value, count }) => [value, count]))).toEqual(levels);
  const services = groupBy(naiveFind(records, 'level:info,warn source:app.log ok', undefined, SOURCES), (record) => record.service);
  expect(new Map(answer.services.map(({ value, count }) => [value, count]))).toEqual(
    new Map([...services].flatMap(([name, group]) => (name === undefined ? [] : [[name, group.length] as const]))),
  );
  const sources = groupBy(naiveFind(records, 'level:info,warn service:auth,api ok', undefined, SOURCES), (record) => record.sourceId);
  expect(answer.sources).toEqual(new Map([...sources].map(([id, group]) => [id, group.length])));
  const fields = new Map<string, number>();
  for (const record of naiveFind(records, 'level:info,warn service:auth,api source:app.log ok', undefined, SOURCES))
    for (const { name } of naiveFields(record)) fields.set(name, (fields.get(name) ?? 0) + 1);
  expect(new Map(answer.fields.map(({ name, records: count }) => [name, count]))).toEqual(fields);
});

test('the services of records are the same in filter, facet, values and list, and add up', async () => {
  const { pool, records } = investigation(11, { blocks: 9, rows: 120 });
  const groups = groupBy(records, (record) => record.service ?? '');
  const expected = new Map([...groups].filter(([name]) => name !== '').map(([name, group]) => [name, group.length]));
  expect([...expected.keys()].sort()).toEqual(['AUTH', 'api', 'auth', 'gate', 'web']);
  const { services } = await pool.explorer.facets({ query: '' });
  expect(new Map(services.map(({ value, count }) => [value, count]))).toEqual(expected);
  const { top } = await pool.explorer.fieldValues({ query: '' }, 'service', '', 100);
  expect(new Map(top.map(({ value, count }) => [value, count]))).toEqual(expected);
  expect(await pool.explorer.count({ query: '-service:*' })).toBe(groups.get('')?.length);
  const { records: listed } = await pool.explorer.page({ query: '' }, 'oldest', 0, records.length);
  expect(new Map(listed.map(({ id, service }) => [id, service]))).toEqual(new Map(records.map(({ id, service }) => [id, service])));
});

test('values of a field are counted, with their numbers', async () => {
  const { pool, records } = investigation(10, { blocks: 9, rows: 200 });
  const expected = naiveFind(records, 'ok').flatMap((record) =>
    naiveFields(record)
      .filter(({ name }) => name === 'n')
      .map(({ value }) => value),
  );
  const answer = await pool.explorer.fieldValues({ query: 'ok' }, 'n', '', 1_000);
  const counts = groupBy(expected, (value) => value);
  expect(new Map(answer.top.map(({ value, count }) => [value, count]))).toEqual(
    new Map([...counts].map(([value, all]) => [value, all.length])),
  );
  const numbers = expected.map(Number).sort((a, b) => a - b);
  expect(answer).toMatchObject({
    count: expected.length,
    distinct: counts.size,
    distinctExact: true,
    numeric: { min: numbers[0], max: numbers.at(-1), p50: numbers[Math.floor(numbers.length / 2)], unit: '', whole: true },
  });
  const sizes = await pool.explorer.fieldValues({}, 'size', 'mb', 5);
  expect(sizes.top.every(({ value }) => value.endsWith('MB'))).toBe(true);
  expect(sizes.numeric?.unit).toBe('MB');
});

test('a record is shown as its pattern with values, where it stands in its source, byte for byte', async () => {
  const { pool, records } = investigation(12, { blocks: 6, rows: 80, times: 'odd' });
  for (const record of records.slice(0, 120)) {
    const { record: shown, bytes, fields } = await pool.explorer.detail(record.id);
    expect(Buffer.from(bytes).toString('latin1')).toBe(record.text.toString('latin1'));
    expect(shown).toMatchObject({
      id: record.id,
      sourceId: record.sourceId,
      byteOffset: record.byteOffset,
      line: record.line,
      patternId: record.template.id,
      bytes: record.text.length,
      rest: record.tail,
    });
    expect(fields.map(({ name, value }) => ({ name, value }))).toEqual(naiveFields(record));
  }
});

test('hits are where the words stand in the message', async () => {
  const { pool } = investigation(13, { blocks: 6, rows: 80 });
  const page = await pool.explorer.page({ query: 'OK service:auth -x /use./' }, 'oldest', 0, 200);
  expect(page.records.length).toBeGreaterThan(0);
  for (const record of page.records) {
    const message = record.message.map((piece) => piece.text).join('');
    for (const [from, until] of record.hits) expect(message.slice(from, until)).toMatch(/ok|use/i);
  }
});

test('a place in the order is found again by record and by time', async () => {
  const { pool, records } = investigation(14, { blocks: 9, rows: 150, times: 'odd' });
  const ordered = naiveFind(records, 'ok');
  for (const rank of [0, 7, ordered.length - 1]) {
    const record = ordered[rank];
    expect(await pool.explorer.locate({ query: 'ok' }, 'oldest', { recordId: record.id })).toEqual({ offset: rank, total: ordered.length });
    expect(await pool.explorer.locate({ query: 'ok' }, 'newest', { recordId: record.id })).toEqual({
      offset: ordered.length - 1 - rank,
      total: ordered.length,
    });
    if (!hasTime(record)) continue;
    const first = ordered.findIndex((other) => other.timeUs >= record.timeUs);
    expect((await pool.explorer.locate({ query: 'ok' }, 'oldest', { atUs: record.timeUs })).offset).toBe(first);
  }
});

test('the lines around a record are those of its source, in file order', async () => {
  const { pool, records } = investigation(15, { blocks: 9, rows: 20 });
  for (const sourceId of [1, 2]) {
    const own = records.filter((record) => record.sourceId === sourceId);
    for (const at of [0, 3, own.length >> 1, own.length - 1]) {
      const { before, after } = await pool.explorer.context(own[at].id, 30, 30);
      expect(before.map((record) => record.id)).toEqual(own.slice(Math.max(0, at - 30), at).map((record) => record.id));
      expect(after.map((record) => record.id)).toEqual(own.slice(at + 1, at + 31).map((record) => record.id));
    }
  }
});

test('one pattern: its share, variables, busiest minute and examples', async () => {
  const { pool, records } = investigation(16, { blocks: 9, rows: 200 });
  const login = records.find((record) => record.template.text.startsWith('user=<*> logged'));
  const group = records.filter((record) => record.template.id === login?.template.id);
  const answer = await pool.explorer.pattern({}, login?.template.id ?? '');
  expect(answer.share).toBeCloseTo(group.length / records.length);
  expect(answer.pattern.count).toBe(group.length);
  const users = groupBy(group, (record) => record.values[1]);
  expect(answer.variables.map(({ slot, name, kind }) => ({ slot, name, kind }))).toEqual([
    { slot: 0, name: 'user', kind: 'id' },
    { slot: 1, name: undefined, kind: 'ip' },
  ]);
  expect(answer.variables[0].summary).toMatchObject({ count: group.length, distinct: users.size, distinctExact: true });
  const minutes = groupBy(group, (record) => Math.floor(record.timeUs / 60_000_000));
  expect(answer.busiestMinute?.count).toBe(Math.max(...[...minutes.values()].map((all) => all.length)));
  expect(answer.examples[0]).toMatchObject({ why: 'first', record: { id: naiveFind(group, '')[0].id } });
  await expect(pool.explorer.pattern({}, 'abcdef')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('an empty answer says what each part of the query leaves out', async () => {
  const { pool, records } = investigation(17, { blocks: 3, rows: 80 });
  expect(await pool.explorer.withoutEachPart({ query: 'level:error alice "no such text"' })).toEqual([
    { part: 'level:error', records: naiveFind(records, 'alice "no such text"').length },
    { part: 'alice', records: 0 },
    { part: '"no such text"', records: naiveFind(records, 'level:error alice').length },
  ]);
});

test('a query that cannot be understood says where and what was expected', async () => {
  const { pool } = investigation(18, { blocks: 1, rows: 5 });
  await expect(pool.explorer.count({ query: 'level:loud' })).rejects.toMatchObject({
    code: 'BAD_QUERY',
    details: { from: 0, until: 10, expected: 'a level' },
  });
  await expect(pool.explorer.count({ query: 'a /(a)\\1/' })).rejects.toMatchObject({ code: 'BAD_QUERY', details: { from: 2, until: 9 } });
});
