import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LogRecord } from '../../engine/policy/evaluate/record.ts';
import { POLICY_FORMAT, PolicySet } from '../../engine/policy/model/policy.ts';
import type { ExportTarget } from '../../engine/policy/targets/export-target.ts';
import { rsyslog } from '../../engine/policy/targets/rsyslog.ts';
import { syslogNg } from '../../engine/policy/targets/syslog-ng.ts';
import { randomOf } from '../support/random.ts';

const BODY = { record_field: 'LOG_RECORD_FIELD_BODY' };
const SERVICE = { target: { resource_attribute: 'service.name' }, predicate: { equals: 'checkout-api' } };
const body = (regex: string) => ({ target: BODY, predicate: { regex } });

const SET = PolicySet.parse({
  format: POLICY_FORMAT,
  service: 'checkout-api',
  version: 3,
  policies: [
    {
      id: 'drop-cache',
      log_filter: { matches: [SERVICE, body('\\Acache refreshed for shard [0-9]+ in [0-9]{1,4}ms\\z')], action: 'ACTION_DROP' },
    },
    {
      id: 'sample-gets',
      log_sampling: { matches: [SERVICE, body("\\AGET /[a-z]+ (?:200|204) it's \\$5 \\[ok\\]")], probability: { percentage: 25 } },
    },
    { id: 'drop-others', log_filter: { matches: [{ ...SERVICE, negate: true }, body('(?i)heartbeat')], action: 'ACTION_DROP' } },
    {
      id: 'keep-audit',
      log_filter: { matches: [SERVICE, body('audit'), { target: BODY, predicate: { contains: 'refund' } }], action: 'ACTION_KEEP' },
    },
    { id: 'drop-audit', log_filter: { matches: [body('\\Aaudit [a-z]+')], action: 'ACTION_DROP' } },
  ],
});

/** Severity of syslog by OpenTelemetry's number, as a sender maps it. */
const SEVERITIES = [
  [5, 'DEBUG', 7],
  [9, 'INFO', 6],
  [13, 'WARN', 4],
  [17, 'ERROR', 3],
  [21, 'FATAL', 2],
] as const;

const RECORDS: readonly { readonly record: LogRecord; readonly line: string }[] = madeRecords();

function madeRecords() {
  const random = randomOf(20_261_125);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const hex = () => Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return Array.from({ length: 400 }, (_, n) => {
    const [severityNumber, severityText, severity] = pick(SEVERITIES);
    const service = pick(['checkout-api', 'checkout-api', 'payments']);
    const traceId = pick([hex(), hex(), hex(), '0'.repeat(32), '']);
    const text = pick([
      `cache refreshed for shard ${n} in ${n}ms`,
      `cache refreshed for shard ${n} in ${n}ms!`,
      `GET /cart 200 it's $5 [ok] trace=${traceId} n=${n}`,
      `GET /cart 500 it's $5 [ok] trace=${traceId} n=${n}`,
      `HeartBeat n=${n}`,
      `audit refund n=${n}`,
      `audit login n=${n}`,
    ]);
    const carried = text.includes('trace=') ? traceId : '';
    const record: LogRecord = {
      timeMs: n,
      body: text,
      severityNumber,
      severityText,
      traceId: carried,
      spanId: '',
      eventName: '',
      attributes: {},
      resource: { 'service.name': service },
      scope: { name: '', version: '', schemaUrl: '', attributes: {} },
    };
    return { record, line: `<${8 + severity}>Nov 25 12:00:00 host ${service}: ${text}\n` };
  });
}

/** Bodies of the records that stay, as our emulation of the target says. */
function expected(target: ExportTarget): readonly string[] {
  const decider = target.write(SET).decider();
  return RECORDS.filter(({ record }) => decider.keeps(record, record.timeMs) === 1).map(({ record }) => String(record.body));
}

/** Where Debian puts them, somewhere on the PATH, or where an environment variable says. */
function programOf(name: string, variable: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin'];
  return [process.env[variable] ?? '', ...folders.map((folder) => path.join(folder, name))].find((file) => file !== '' && existsSync(file));
}

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-syslog-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function skipped(name: string): void {
  process.stdout.write(`skipped: there is no ${name} on this machine to read the exported file\n`);
}

const END = '<14>Nov 25 12:00:01 host test: the end\n';

test('rsyslog reads the exported file and keeps exactly the records it should', async () => {
  const program = programOf('rsyslogd', 'RSYSLOGD');
  if (program === undefined) return skipped('rsyslogd');
  const folder = temporaryFolder();
  const [out, port, config] = ['out.log', 'port', 'rsyslog.conf'].map((name) => path.join(folder, name));
  const [{ text }] = rsyslog.write(SET).files;
  writeFileSync(
    config,
    `global(workDirectory="${folder}" net.enableDNS="off")
module(load="imtcp")
input(type="imtcp" port="0" address="127.0.0.1" listenPortFileName="${port}")
template(name="body" type="string" string="%msg:2:$%\\n")
set $!trace_id = re_extract($msg, 'trace=([0-9a-f]+)', 0, 1, '');
${text}
action(type="omfile" file="${out}" template="body")
`,
  );
  const checked = spawnSync(program, ['-N1', '-f', config], { encoding: 'utf8' });
  expect([checked.status, checked.stderr]).toEqual([0, expect.stringContaining('End of config validation run')]);
  const child = spawn(program, ['-n', '-f', config, '-i', path.join(folder, 'pid')], { stdio: 'ignore' });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  await expect.poll(() => existsSync(port) && readFileSync(port, 'utf8') !== '').toBe(true);
  const socket = connect(Number(readFileSync(port, 'utf8')), '127.0.0.1');
  socket.end(RECORDS.map(({ line }) => line).join('') + END);
  await expect.poll(() => existsSync(out) && readFileSync(out, 'utf8').includes('the end')).toBe(true);
  child.kill('SIGTERM');
  await exited;
  const kept = readFileSync(out, 'utf8').split('\n').slice(0, -2);
  expect(kept).toEqual(expected(rsyslog));
  expect(kept.length).toBeLessThan(RECORDS.length * 0.8);
});

test('syslog-ng reads the exported file and keeps exactly the records it should', async () => {
  const program = programOf('syslog-ng', 'SYSLOG_NG');
  if (program === undefined) return skipped('syslog-ng');
  const folder = temporaryFolder();
  const [out, config] = ['out.log', 'syslog-ng.conf'].map((name) => path.join(folder, name));
  const [{ text }] = syslogNg.write(SET).files;
  writeFileSync(
    config,
    `@version: 3.38
source s_app { channel {
  source { stdin(); };
  junction {
    channel { parser { regexp-parser(patterns("trace=(?<trace_id>[0-9a-f]+)") prefix(".json.")); }; flags(final); };
    channel { flags(final); };
  };
}; };
${text}
destination d_out { file("${out}" template("$MESSAGE\\n")); };
log { source(s_app); destination(d_out); };
`,
  );
  const files = ['-f', config, '-R', path.join(folder, 'persist'), '-p', path.join(folder, 'pid'), '-c', path.join(folder, 'control')];
  const checked = spawnSync(program, ['-s', '--no-caps', ...files], { encoding: 'utf8' });
  expect([checked.status, checked.stdout + checked.stderr]).toEqual([0, expect.not.stringContaining('rror')]);
  const child = spawn(program, ['-F', '--no-caps', ...files], { stdio: ['pipe', 'ignore', 'pipe'] });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  child.stdin.write(RECORDS.map(({ line }) => line).join('') + END);
  await expect.poll(() => existsSync(out) && readFileSync(out, 'utf8').includes('the end')).toBe(true);
  child.kill('SIGTERM');
  await exited;
  expect(readFileSync(out, 'utf8').split('\n').slice(0, -2)).toEqual(expected(syslogNg));
});
