import { expect, test } from 'vitest';
import { Policy } from '../model/policy.ts';
import { leaving, policiesOfService } from './leaving.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const policy = (id: string, more: object = {}) =>
  Policy.parse({
    id,
    log_filter: { matches: [{ target: { log_attribute: 'a' }, predicate: { exists: {} } }], action: 'ACTION_DROP' },
    ...more,
  });

test('a draft that is on leaves as an active policy; what is off, ended or out of force stays', () => {
  const given = [
    policy('plain'),
    policy('off', { enabled: false }),
    policy('draft', { control: { state: 'draft', owner: 'me' } }),
    policy('shadow', { control: { state: 'shadow' } }),
    policy('disabled', { control: { state: 'disabled' } }),
    policy('ended', { control: { state: 'active', expires_at: '2026-11-25T11:00:00Z' } }),
    policy('ends', { control: { state: 'active', expires_at: '2026-11-25T13:00:00Z' } }),
  ];
  expect(leaving(given, NOW).map(({ id, control }) => [id, control?.state])).toEqual([
    ['plain', undefined],
    ['draft', 'active'],
    ['shadow', 'shadow'],
    ['ends', 'active'],
  ]);
});

test('a service gets what names it and what names none', () => {
  const of = (id: string, service: string) =>
    Policy.parse({
      id,
      log_filter: { matches: [{ target: { resource_attribute: 'service.name' }, predicate: { equals: service } }], action: 'ACTION_KEEP' },
    });
  const given = [policy('for-all'), of('ours', 'checkout'), of('theirs', 'payments')];
  expect(policiesOfService(given, 'checkout').map(({ id }) => id)).toEqual(['for-all', 'ours']);
});
