import type { Signature } from '../../base/line-scan.ts';
import type { SourceState } from '../../base/source-state.ts';

/** A source nobody has read yet, for tests. */
export const SAMPLE_SOURCE: Omit<SourceState, 'id'> = Object.freeze({
  path: '/var/log/app.log',
  name: 'app.log',
  state: 'waiting',
  format: 'plain',
  formatTitle: 'Plain text',
  formatReason: 'It fits nothing else.',
  encoding: 'utf-8',
  compression: 'none',
  sizeBytes: 10,
  consumedBytes: 0,
  bytes: 0,
  lines: 0,
  records: 0,
  continuation: 0,
  skipped: 0,
  unparsed: 0,
  untimed: 0,
  truncated: 0,
  range: undefined,
  timeZone: 'UTC',
  timesNameZone: false,
  elapsedMs: 0,
  linesPerSecond: 0.5,
  patterns: 0,
  problem: undefined,
});

/** Signatures for tests; different for every number. */
export function sampleSignature(number: number): Signature {
  const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
  return {
    key: ((BigInt(number + 1) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn).toString(16).padStart(16, '0'),
    format: 'json-lines',
    texts: [bytes('{"ts":"'), bytes('","msg":"naïve \xff '), bytes(` ${number}"}`)],
    slots: [
      { kind: 'time', name: 'ts' },
      { kind: 'ip', name: undefined },
    ],
    message: { part: 1, offset: 9, untilPart: 2, untilOffset: 2 },
    escaped: true,
    fields: [{ name: 'service', value: `s${number % 3}` }],
    level: 4,
    service: number % 2 === 0 ? undefined : `s${number % 3}`,
    timeLayout: 300,
  };
}
