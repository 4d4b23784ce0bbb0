import { expect, test } from 'vitest';
import type { StoredTemplate } from '../store/stored.ts';
import { TemplateTable } from './template-table.ts';

const templates = Array.from(
  { length: 1_000 },
  (_, index): StoredTemplate => ({ id: index + 1, fingerprint: `f${index}`, parts: [{ text: `text ${index}` }], text: `text ${index}` }),
);

test('a few templates are read one by one, many at once, and each keeps its index when all are read anew', () => {
  let [singles, wholes] = [0, 0];
  const source = {
    template: (id: number) => {
      singles++;
      return templates.find((template) => template.id === id);
    },
    templates: () => {
      wholes++;
      return templates;
    },
  };
  const table = new TemplateTable();
  const ask = (): (readonly [number, string] | undefined)[] =>
    templates.map(({ id }) => {
      const found = table.stored(id, source);
      return found === undefined ? undefined : [found.index, found.template.text];
    });
  const first = ask();
  expect(first).toEqual(templates.map(({ text }, index) => [index, text]));
  expect([singles < 500, wholes]).toEqual([true, 1]);
  expect([table.stored(9_999, source), table.stored(-1, source)]).toEqual([undefined, undefined]);
  table.forget();
  expect(ask().reverse()).toEqual(first.reverse());
  expect(table.patterns).toHaveLength(templates.length);
});

test('messages that were not mined yet are patterns of their own while there are few, and then one until they are mined', () => {
  const table = new TemplateTable();
  const ask = (): string[] =>
    Array.from(
      { length: 2_000 },
      (_, index) => table.provisional(() => ({ texts: [`never seen ${index}`], kinds: [], names: [] })).template.text,
    );
  const texts = ask();
  const own = new Set(texts).size - 1;
  expect(own).toBeGreaterThan(100);
  expect(own).toBeLessThan(1_000);
  expect(texts).toEqual(Array.from({ length: 2_000 }, (_, index) => (index < own ? `never seen ${index}` : '<*>')));
  table.forget();
  expect(ask()).toEqual(texts);
});
