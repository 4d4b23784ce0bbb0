import { expect, test, vi } from 'vitest';
import type { LogRecord } from '#contract/explore.ts';
import { createRecordPages, PAGE_ROWS } from './record-pages.ts';

function record(index: number): LogRecord {
  return {
    id: `1-${index}`,
    sourceId: 1,
    byteOffset: 0,
    line: index + 1,
    lineCount: 1,
    timeInherited: false,
    level: 'INFO',
    patternId: 'abcdef',
    message: [],
    bytes: 1,
    cut: false,
    pinned: false,
    hits: [],
  };
}

test('rows in sight are fetched by page, pages out of sight are cancelled and forgotten', async () => {
  const asked: { offset: number; signal: AbortSignal }[] = [];
  const pages = createRecordPages(
    async (offset, limit, signal) => {
      asked.push({ offset, signal });
      if (offset === 0) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { records: Array.from({ length: limit }, (_, i) => record(offset + i)), total: 10_000, partial: false };
    },
    () => true,
  );
  pages.want(0, 10);
  pages.want(600, 640);
  await vi.waitFor(() => expect(pages.row(610)?.line).toBe(611));
  expect(asked.map(({ offset, signal }) => [offset, signal.aborted])).toEqual([
    [0, true],
    [600, false],
  ]);
  expect(pages.row(5)).toBeUndefined();
  for (let page = 5; page < 20; page++) {
    pages.want(page * PAGE_ROWS, page * PAGE_ROWS + 1);
    await vi.waitFor(() => expect(pages.row(page * PAGE_ROWS)).toBeDefined());
  }
  expect(pages.row(610)).toBeUndefined();
});

test('an early short answer is asked again until it is whole', async () => {
  let asked = 0;
  const pages = createRecordPages(
    async () => {
      asked += 1;
      return { records: asked < 2 ? [] : [record(0)], total: asked < 2 ? 0 : 1, partial: asked < 2 };
    },
    () => true,
  );
  pages.want(0, 20);
  await vi.waitFor(() => expect(pages.row(0)?.id).toBe('1-0'));
  expect(pages.getState().total).toBe(1);
});

test('a page that failed is asked for again on demand, and only then', async () => {
  let asked = 0;
  const pages = createRecordPages(
    async () => {
      asked += 1;
      if (asked === 1) throw new Error('the engine was away');
      return { records: [record(0)], total: 1, partial: false };
    },
    () => true,
  );
  pages.want(0, 20);
  await vi.waitFor(() => expect(pages.getState().error).toBeInstanceOf(Error));
  expect(asked).toBe(1);
  pages.retry();
  await vi.waitFor(() => expect(pages.row(0)?.id).toBe('1-0'));
  expect(pages.getState().error).toBeUndefined();
});

test('what changed while a page was on its way is asked for again when it is there', async () => {
  const answers: ((total: number) => void)[] = [];
  const pages = createRecordPages(
    () => new Promise((resolve) => answers.push((total) => resolve({ records: [record(0)], total, partial: false }))),
    () => false,
  );
  pages.want(0, 20);
  pages.refresh();
  answers[0]?.(1);
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(40);
  await vi.waitFor(() => expect(pages.getState().total).toBe(40));
  expect(answers).toHaveLength(2);
});
