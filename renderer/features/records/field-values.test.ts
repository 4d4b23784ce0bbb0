import { expect, test, vi } from 'vitest';
import { createFieldValues } from './field-values.ts';

/** Answers when the test says so. */
function asked() {
  const open = new Map<string, { answer(): void; fail(): void; signal: AbortSignal }>();
  const values = createFieldValues(
    (id, signal) =>
      new Promise((resolve, reject) => {
        open.set(id, {
          answer: () => resolve([{ name: 'pod', value: `pod of ${id}` }]),
          fail: () => reject(new Error('unreadable')),
          signal,
        });
      }),
  );
  return { open, values };
}

test('rows in sight are asked for two at a time, each of them once', async () => {
  const { open, values } = asked();
  values.want(['1', '2', '3', '4', '5', '6']);
  expect([...open.keys()]).toEqual(['1', '2']);
  open.get('2')?.answer();
  await vi.waitFor(() => expect([...open.keys()]).toEqual(['1', '2', '3']));
  expect([values.get('2')?.get('pod'), values.get('1')]).toEqual(['pod of 2', undefined]);
  values.want(['2']);
  expect([...open.keys()]).toEqual(['1', '2', '3']);
});

test('rows that were scrolled away are cancelled and make room for those in sight', () => {
  const { open, values } = asked();
  values.want(['1', '2', '3']);
  values.want(['2', '8', '9']);
  expect([...open].map(([id, { signal }]) => [id, signal.aborted])).toEqual([
    ['1', true],
    ['2', false],
    ['8', false],
  ]);
});

test('a record that cannot be read leaves its cells empty and the others their turn', async () => {
  const { open, values } = asked();
  values.want(['1', '2', '3']);
  open.get('1')?.fail();
  await vi.waitFor(() => expect(open.has('3')).toBe(true));
  expect(values.get('1')?.size).toBe(0);
});
