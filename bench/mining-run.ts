// One measurement of the miner in a process of its own, as JSON: `lines FILE` mines every line, `messages FILE N` the same in N threads and one,
// `signatures N KIND` refines N signatures, all different.
import { readFileSync } from 'node:fs';
import { LineScan } from '../engine/base/line-scan.ts';
import { maskMessage } from '../engine/mine/kernel.ts';
import { mineMessages } from '../engine/mine/mine-messages.ts';
import { refine } from '../engine/mine/refine.ts';
import { buildSignature } from '../engine/mine/signature.ts';
import { PackedMessages } from '../engine/runtime/mine/packed-messages.ts';
import { SignaturePacker } from '../engine/store/packed-signatures.ts';
import { encodeSignature } from '../engine/store/signature-codec.ts';
import { mineInThreads } from './mining-threads.ts';

const [what, subject, kind] = process.argv.slice(2);

/** Letters that stand for a number: no digit, so the kernel sees a word. */
function word(number: number): string {
  let text = '';
  for (let left = number + 26; left > 0; left = Math.floor(left / 26)) text += String.fromCharCode(97 + (left % 26));
  return text;
}

function messageOf(index: number): string {
  const mixed = Math.imul(index, 0x9e3779b1) >>> 0;
  if (kind === 'words')
    return [mixed, mixed >>> 3, Math.imul(mixed, 0x85ebca77) >>> 0, index].map((each) => word(each % 1_000_003)).join(' ');
  return `service ${word(index % 500)} request from user ${word(index)} to ${word(mixed % 3000)} took ${mixed % 1000} ms with status ${word(mixed % 8)}`;
}

/** Packed as the reading threads send them. */
function signatures(count: number): PackedMessages {
  const messages = new PackedMessages();
  const packer = new SignaturePacker();
  const scan = new LineScan();
  for (let index = 0; index < count; index++) {
    const bytes = Buffer.from(messageOf(index));
    scan.reset(0, bytes.length);
    maskMessage(bytes, 0, bytes.length, scan, false);
    const slotNames = new Array<undefined>(scan.slotCount).fill(undefined);
    const shape = { slotNames, fields: [], level: 0, service: undefined } as const;
    packer.add(encodeSignature(buildSignature(bytes, 0, bytes.length, scan, shape, 'plain', false, '0000000000000000')));
    if (packer.count === 20_000) messages.add(packer.take());
  }
  messages.add(packer.take());
  return messages;
}

function measured<T>(work: () => T): { readonly result: T; readonly elapsedMs: number; readonly cpuMs: number } {
  const startMs = performance.now();
  const cpu = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, elapsedMs: performance.now() - startMs, cpuMs: (user + system) / 1_000 };
}

if (what === 'lines') {
  const bytes = readFileSync(subject);
  const { result, ...times } = measured(() => mineMessages(bytes));
  process.stdout.write(JSON.stringify({ count: result.lines, templates: result.templates.length, ...times }));
} else if (what === 'messages') {
  process.stdout.write(JSON.stringify(await mineInThreads(subject, Number(kind))));
} else {
  const count = Number(subject);
  const messages = signatures(count);
  const { result, ...times } = measured(() => refine(messages.list(new Float64Array(count).fill(1))));
  process.stdout.write(JSON.stringify({ count, templates: result.templates.length, ...times }));
}
