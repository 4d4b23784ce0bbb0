import { expect, test } from 'vitest';
import { parsePartialJson } from './partial-json.ts';

const WHOLE = '{"a":[1,2],"b":{"text":"say \\"x\\" \\u00e9, {not} [this]"},"c":[{"n":1},{"n":22,"t":"last"}],"d":true}';

test('every beginning of a JSON text gives a value that only grows, and the whole gives all', () => {
  let keys = 0;
  for (let length = 1; length <= WHOLE.length; length++) {
    const { value } = parsePartialJson(WHOLE.slice(0, length));
    const found = Object.keys((value ?? {}) as object).length;
    expect(found).toBeGreaterThanOrEqual(keys);
    keys = found;
  }
  expect(parsePartialJson(WHOLE)).toEqual({ value: JSON.parse(WHOLE), open: [] });
});

test.each([
  ['{"b":{"text":"say \\', { b: { text: 'say ' } }, ['b', 'text']],
  ['{"b":{"text":"say \\u00', { b: { text: 'say ' } }, ['b', 'text']],
  ['{"c":[{"n":1},{"n":2,"t":"la', { c: [{ n: 1 }, { n: 2, t: 'la' }] }, ['c', 1, 't']],
  ['{"c":[{"n":1},', { c: [{ n: 1 }] }, ['c', 1]],
  ['Here you are: ```json\n{"a":1}\n``` Anything else?', { a: 1 }, []],
  ['I cannot do that.', undefined, []],
])('%s', (text, value, open) => {
  expect(parsePartialJson(text)).toEqual({ value, open });
});
