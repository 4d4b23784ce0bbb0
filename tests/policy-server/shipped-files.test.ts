import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { samplePolicy, startTestServer } from './test-server.ts';

const read = (name: string) => readFileSync(new URL(`../../resources/${name}`, import.meta.url), 'utf8');

test('the dashboard asks only for figures and labels that the server has', async () => {
  const { call, keys } = await startTestServer({ allowPrivateWebhooks: true });
  await call('POST', '/api/v1/policies/checkout', { body: { policies: [samplePolicy('a', 10)], reason: 'x' } });
  const body = { instance: 'i', sequence: 1, policies: { a: { hit: 1 } } };
  await call('POST', '/api/v1/policies/checkout/stats', { key: keys.read, body });
  const figures = String((await call('GET', '/metrics')).body);
  const dashboard = JSON.parse(read('grafana/policy-server.json')) as { panels: { targets: { expr: string }[] }[] };
  const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  expect(expressions.length).toBeGreaterThan(10);
  for (const expression of expressions) {
    for (const [name] of expression.matchAll(/\b(?:policy|logsift|process|nodejs)_\w+(?=[{[]|$)/g)) {
      // A counter that never counted has no sample, but its help.
      expect(figures, name).toMatch(new RegExp(`^(# HELP )?${name.replace(/_(bucket|count)$/, '')}`, 'm'));
      if (!name.startsWith('policy_')) continue;
      const sample = figures.split('\n').find((line) => line.startsWith(`${name}{`)) ?? '';
      for (const [, label] of expression.matchAll(/(\w+)=~?"/g)) expect(sample, `${name} ${label}`).toContain(`${label}="`);
    }
  }
});

test('the container starts what there is, as nobody important, and keeps its data', () => {
  const dockerfile = read('policy-server/Dockerfile');
  const [, copied] = /^COPY (engine) \.\/engine$/m.exec(dockerfile) ?? [];
  const [, program] = /^ENTRYPOINT \["node", "([^"]+)"\]$/m.exec(dockerfile) ?? [];
  expect([copied, program]).toEqual(['engine', 'engine/hosts/policy-server/main.ts']);
  expect(dockerfile).toMatch(/^USER node$/m);
  const { services } = parse(read('policy-server/compose.yaml')) as { services: Record<string, { volumes: string[]; read_only: boolean }> };
  expect(services['policy-server']).toMatchObject({ volumes: ['policies:/data'], read_only: true, build: { context: '../..' } });
});
