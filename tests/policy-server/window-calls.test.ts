import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { policyServerHandlers } from '../../engine/api/policy-server.ts';
import { PolicyServerDesk } from '../../engine/api/policy-server-desk.ts';
import { Policy } from '../../engine/policy/model/policy.ts';
import { SessionSecrets } from '../../engine/runtime/pull/secret-store.ts';
import { dropPolicy, samplePolicy, startTestServer } from './test-server.ts';

const { signal } = new AbortController();
const context = { signal };

function window() {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-window-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, calls: policyServerHandlers(new PolicyServerDesk(folder, new SessionSecrets())) };
}

test('the window publishes, sees history and differences, and rolls back', async () => {
  const server = await startTestServer();
  const url = await server.listen();
  const { calls } = window();
  expect(await calls.getPolicyServer({}, context)).toEqual({ url: undefined, hasKey: false, keyIsKept: false, sent: 0 });
  await expect(calls.getPublished({ service: 'checkout' }, context)).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  expect(await calls.putPolicyServer({ url, key: server.keys.write }, context)).toMatchObject({ url, hasKey: true });
  expect(await calls.getPublished({ service: 'checkout' }, context)).toEqual({
    versions: [],
    activeVersion: undefined,
    agents: 0,
    agentsUpToDate: 0,
  });

  const policies = [dropPolicy('a', { name: 'Drop a' }), samplePolicy('b', 25)].map((policy) => Policy.parse(policy));
  const publish = (basedOn: number, percentage: number) => {
    const changed = policies.map((policy) => (policy.id === 'b' ? Policy.parse(samplePolicy('b', percentage)) : policy));
    return calls.publishPolicies(
      { service: 'checkout', policies: changed, reason: 'cost review', stage: 'active', basedOn, percentOfInstances: undefined },
      context,
    );
  };
  expect(await publish(0, 25)).toMatchObject({ version: 1 });
  server.nowMs += 60_000;
  await expect(publish(0, 10)).rejects.toMatchObject({ code: 'CONFLICT' });

  const harder = [policies[0], Policy.parse(samplePolicy('b', 10))];
  const compared = await calls.comparePublished({ service: 'checkout', policies: harder, version: 1 }, context);
  expect(compared).toMatchObject({ from: 1, added: 0, removed: 0, changed: 1, unchanged: 1 });
  const shown = compared.lines.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => `${kind} ${text.trim()}`);
  expect(shown).toContain('removed percentage: 25');
  expect(shown).toContain('added percentage: 10');
  expect(await publish(1, 10)).toMatchObject({ version: 2 });

  server.nowMs += 60_000;
  expect(await calls.rollBackPolicies({ service: 'checkout', version: 1, reason: 'hid a payment error' }, context)).toEqual({ version: 3 });
  const { versions, activeVersion } = await calls.getPublished({ service: 'checkout' }, context);
  expect(activeVersion).toBe(3);
  expect(versions.map(({ version, stage, liveFromUs, liveUntilUs }) => [version, stage, (liveUntilUs ?? 0) - (liveFromUs ?? 0)])).toEqual([
    [3, 'active', -(server.nowMs * 1_000)],
    [2, 'retired', 60_000_000],
    [1, 'retired', 60_000_000],
  ]);
  expect((await calls.getPolicyServer({}, context)).sent).toBe(4);
  expect((await calls.comparePublishedVersions({ service: 'checkout', from: 2, to: 3 }, context)).changed).toBe(1);
});

test('a key is kept for its own address alone, and an address that is no policy server is not kept', async () => {
  const server = await startTestServer();
  const url = await server.listen();
  const { folder, calls } = window();
  await expect(calls.putPolicyServer({ url, key: 'lsp_write_wrong' }, context)).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  await expect(calls.putPolicyServer({ url: 'http://127.0.0.1:9', key: 'x' }, context)).rejects.toMatchObject({
    code: 'SERVER_UNREACHABLE',
  });
  expect(await calls.getPolicyServer({}, context)).toMatchObject({ url: undefined });
  await calls.putPolicyServer({ url, key: server.keys.write }, context);
  await expect(calls.putPolicyServer({ url: 'http://localhost:9', key: undefined }, context)).rejects.toMatchObject({
    code: 'NOT_SIGNED_IN',
  });
  expect(readFileSync(path.join(folder, 'policy-server.json'), 'utf8')).not.toContain('lsp_');
});
