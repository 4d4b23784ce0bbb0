// Mining as reading does it and nothing else: threads mask and hash messages, this one cuts the signatures into words as they come and refines them.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { isMainThread, type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { LineScan } from '../engine/base/line-scan.ts';
import { Collection } from '../engine/mine/collection.ts';
import { maskMessage } from '../engine/mine/kernel.ts';
import { refineCorpus } from '../engine/mine/refine.ts';
import { SignatureTable, signatureHash } from '../engine/mine/signature.ts';
import { PackedMessages } from '../engine/runtime/mine/packed-messages.ts';
import { PackedCursor, type PackedSignatures, SignaturePacker } from '../engine/store/packed-signatures.ts';
import { SignatureEncoder, signatureKeyAt } from '../engine/store/signature-codec.ts';
import { SignatureIds } from '../engine/store/signature-ids.ts';

const SELF = new URL(import.meta.url);
const PIECE_BYTES = 1 << 20;
const NOTHING_NAMED = { slotNames: [], fields: [], level: 0, service: undefined } as const;

interface Share {
  readonly path: string;
  readonly thread: number;
  readonly threads: number;
}

type FromThread =
  | { readonly kind: 'loaded' }
  /** Signatures this thread meets for the first time. */
  | { readonly kind: 'met'; readonly signatures: PackedSignatures }
  /** Messages of each of its signatures, in the order in which they were told. */
  | { readonly kind: 'done'; readonly lines: number; readonly counts: Float64Array };

export interface MinedShare {
  readonly count: number;
  readonly templates: number;
  readonly elapsedMs: number;
  readonly cpuMs: number;
}

/**
 * Mines a file in which every line is one message. The threads have their shares in memory before the clock starts.
 * @param threads that mask and hash, besides this one
 */
export async function mineInThreads(path: string, threads: number): Promise<MinedShare> {
  const messages = new PackedMessages();
  const collection = new Collection();
  const known = new SignatureIds();
  const counts: number[] = [];
  let lines = 0;
  const workers = Array.from({ length: threads }, (_, thread) => {
    const share: Share = { path, thread, threads };
    return new Worker(SELF, { workerData: share });
  });
  const loaded = workers.map((worker) => new Promise<void>((resolve) => worker.once('message', () => resolve())));
  await Promise.all(loaded);
  const startMs = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(
    workers.map((worker) => {
      const ids: number[] = [];
      worker.postMessage('mine');
      return new Promise<void>((resolve, reject) => {
        worker.once('error', reject);
        worker.on('message', (message: FromThread) => {
          if (message.kind === 'met') ids.push(...meet(message.signatures, known, messages, collection));
          if (message.kind !== 'done') return;
          lines += message.lines;
          message.counts.forEach((count, local) => {
            counts[ids[local]] = (counts[ids[local]] ?? 0) + count;
          });
          resolve();
        });
      });
    }),
  );
  const ofEach = Float64Array.from(counts);
  const { templates } = refineCorpus(collection.corpus(ofEach), messages.list(ofEach));
  const { user, system } = process.cpuUsage(cpu);
  return { count: lines, templates: templates.length, elapsedMs: performance.now() - startMs, cpuMs: (user + system) / 1_000 };
}

/** @returns their ids */
function meet(signatures: PackedSignatures, known: SignatureIds, messages: PackedMessages, collection: Collection): number[] {
  const fresh = new SignaturePacker(signatures.bytes.length);
  const ids: number[] = [];
  const cursor = new PackedCursor(signatures.bytes);
  while (cursor.next()) {
    const before = known.size;
    const id = known.intern(cursor.bytes, signatureKeyAt(cursor.bytes, cursor.start));
    if (id === before) fresh.add(cursor.bytes, cursor.start, cursor.end);
    ids.push(id);
  }
  const before = messages.length;
  messages.add(fresh.take());
  for (let index = before; index < messages.length; index++) collection.add(messages.message(index));
  return ids;
}

/** Whole lines: those that begin in the thread's share of the file. */
function loadShare({ path, thread, threads }: Share): Buffer {
  const { size } = statSync(path);
  const from = Math.floor((size * thread) / threads);
  const until = Math.floor((size * (thread + 1)) / threads);
  const bytes = Buffer.alloc(Math.min(size, until + PIECE_BYTES) - from);
  const file = openSync(path, 'r');
  for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, bytes.length - at, from + at);
  closeSync(file);
  const start = thread === 0 ? 0 : bytes.indexOf(10) + 1;
  const end = until === size ? bytes.length : bytes.indexOf(10, until - from) + 1;
  return bytes.subarray(start, end);
}

function mineShare(bytes: Buffer, port: MessagePort): void {
  const post = (message: FromThread): void => port.postMessage(message);
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const scan = new LineScan();
  const table = new SignatureTable();
  const encoder = new SignatureEncoder();
  const packer = new SignaturePacker();
  const hash = { hi: 0, lo: 0 };
  let counts = new Float64Array(1_024);
  let lines = 0;
  let told = PIECE_BYTES;
  for (let start = 0; start < bytes.length; lines++) {
    const end = bytes.indexOf(10, start);
    scan.reset(start, end);
    maskMessage(bytes, start, end, scan, false);
    signatureHash(words, start, end, scan, hash);
    const before = table.size;
    const id = table.add(hash.hi, hash.lo);
    if (id === before) {
      packer.add(encoder.encodeLine(bytes, start, end, scan, NOTHING_NAMED, 'plain', false, hash.hi, hash.lo));
      if (id === counts.length) {
        const wider = new Float64Array(id * 2);
        wider.set(counts);
        counts = wider;
      }
    }
    counts[id]++;
    start = end + 1;
    if (start < told) continue;
    told += PIECE_BYTES;
    if (packer.count > 0) post({ kind: 'met', signatures: packer.take() });
  }
  post({ kind: 'met', signatures: packer.take() });
  post({ kind: 'done', lines, counts: counts.slice(0, table.size) });
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  const bytes = loadShare(workerData);
  port.once('message', () => mineShare(bytes, port));
  port.postMessage({ kind: 'loaded' } satisfies FromThread);
}
