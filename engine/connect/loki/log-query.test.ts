import { expect, test } from 'vitest';
import type { PullFilter } from '../../base/pull.ts';
import { logQuery, streamSelector } from './log-query.ts';

const ALL: PullFilter = { fromUs: 0, untilUs: 1, services: [], attributes: [] };
const text = (filter: Partial<PullFilter>) => {
  const { selector, pipeline } = logQuery({ ...ALL, ...filter });
  return `${selector} ${pipeline}`.trim();
};

test.each<[Partial<PullFilter>, string]>([
  [{}, '{service_name=~".+"}'],
  [{ expression: '{app="a}b"} |= "x" | json' }, '{app="a}b"} |= "x" | json'],
  [{ expression: '{app="x"}', services: ['a.b', 'c'] }, '{app="x", service_name=~"a\\\\.b|c"}'],
  [{ text: 'a+b "c"' }, '{service_name=~".+"} |~ "(?i)a\\\\+b \\"c\\""'],
  [{ minLevel: 'WARN' }, '{service_name=~".+"} | detected_level=~"warn|error|fatal"'],
  [{ attributes: [{ key: 'k8s.pod', value: 'p-1', of: 'resource' }] }, '{service_name=~".+"} | k8s_pod="p-1"'],
])('%j becomes LogQL', (filter, logql) => {
  expect(text(filter)).toBe(logql);
});

test('what does not begin with a selector is refused before anybody is asked', () => {
  for (const expression of ['app="x"', '{app="x"', 'rate({app="x"}[1m])']) {
    expect(() => logQuery({ ...ALL, expression })).toThrow(expect.objectContaining({ code: 'BAD_QUERY' }));
  }
});

test('one stream is selected by all its labels', () => {
  expect(streamSelector({ app: 'x', path: 'C:\\logs' })).toBe('{app="x", path="C:\\\\logs"}');
});
