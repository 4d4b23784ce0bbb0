import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseSize } from './size.ts';
import { AsciiWriter } from './varied/ascii-writer.ts';
import { RisingClock } from './varied/clock.ts';
import { FastRandom } from './varied/fast-random.ts';
import { cri, jsonLines, type LineFormat, log4j, logfmt, nginx, syslog } from './varied/line-formats.ts';
import { makeTemplates } from './varied/templates.ts';
import { WordList } from './varied/words.ts';

export interface VariedOptions {
  readonly outDir: string;
  /** Bytes of all files together, reached within one line each. */
  readonly bytes: number;
  /** One file of one format, or six formats in six files under one clock. */
  readonly mode: 'single' | 'mixed';
  readonly seed?: number;
  readonly templates?: number;
}

export interface VariedManifest {
  readonly mode: 'single' | 'mixed';
  readonly seed: number;
  readonly bytes: number;
  readonly lines: number;
  /** Templates that occur, and those that occur less than ten times. */
  readonly templates: number;
  readonly rareTemplates: number;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly lines: number }[];
}

const CHUNK_BYTES = 4 << 20;
/** No line with its stack trace is longer. */
const MAX_LINE_BYTES = 2_048;
const START_US = Date.UTC(2026, 8, 14, 13, 40) * 1_000;
/** 8 million lines span 2 h 47 min. */
const MEAN_GAP_US = 1_250;
const DEFAULT_SEED = 20_260_914;
const DEFAULT_TEMPLATES = 12_000;
const TEMPLATE_EXPONENT = 1.36;
const WORDS = 120_000;

const SINGLE: Readonly<Record<string, () => LineFormat>> = { 'varied.log': log4j };
const MIXED: Readonly<Record<string, () => LineFormat>> = {
  'varied.jsonl': jsonLines,
  'varied.logfmt': logfmt,
  'varied-access.log': nginx,
  'varied-syslog.log': syslog,
  'varied-log4j.log': log4j,
  'varied-cri.log': cri,
};

interface Target {
  readonly path: string;
  readonly file: FileHandle;
  readonly write: LineFormat;
  readonly writer: AsciiWriter;
  /** The chunk on its way to the disk, while the next one is being made. */
  writing: Promise<void>;
  bytes: number;
}

/**
 * Writes logs that do not repeat: one rising clock, thousands of templates by Zipf's law, variables drawn anew for every
 * line, some of them words that only counting can tell from constant text. The same seed gives the same bytes.
 * @throws what the file system throws, unchanged
 */
export async function generateVaried(options: VariedOptions): Promise<VariedManifest> {
  const seed = options.seed ?? DEFAULT_SEED;
  const random = new FastRandom(seed);
  const { templates, choice } = makeTemplates(random, options.templates ?? DEFAULT_TEMPLATES, TEMPLATE_EXPONENT);
  const words = new WordList(random, WORDS);
  const clock = new RisingClock(random, START_US, MEAN_GAP_US);
  await mkdir(options.outDir, { recursive: true });
  const targets: Target[] = [];
  for (const [name, format] of Object.entries(options.mode === 'single' ? SINGLE : MIXED)) {
    const file = path.join(options.outDir, name);
    targets.push({
      path: file,
      file: await open(file, 'w'),
      write: format(),
      writer: new AsciiWriter(CHUNK_BYTES, random, words),
      writing: Promise.resolve(),
      bytes: 0,
    });
  }
  const seen = new Uint32Array(templates.length);
  try {
    let bytes = 0;
    while (bytes < options.bytes) {
      const index = choice.draw(random);
      const target = targets.length === 1 ? targets[0] : targets[random.below(targets.length)];
      const { writer } = target;
      const before = writer.position;
      clock.tick();
      target.write(writer, clock, templates[index], random);
      seen[index]++;
      bytes += writer.position - before;
      if (writer.position > CHUNK_BYTES - MAX_LINE_BYTES) await flush(target);
    }
    for (const target of targets) {
      await flush(target);
      await target.writing;
    }
  } finally {
    for (const { file } of targets) await file.close();
  }
  return {
    mode: options.mode,
    seed,
    bytes: targets.reduce((sum, target) => sum + target.bytes, 0),
    lines: targets.reduce((sum, target) => sum + target.writer.lines, 0),
    templates: seen.filter((count) => count > 0).length,
    rareTemplates: seen.filter((count) => count > 0 && count < 10).length,
    files: targets.map((target) => ({ path: target.path, bytes: target.bytes, lines: target.writer.lines })),
  };
}

async function flush(target: Target): Promise<void> {
  const { writer } = target;
  const length = writer.position;
  await target.writing;
  target.writing = writeAll(target.file, writer.takeBytes(), length);
  target.bytes += length;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, length: number): Promise<void> {
  for (let done = 0; done < length; ) done += (await file.write(bytes, done, length - done)).bytesWritten;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      size: { type: 'string', default: '1GB' },
      mode: { type: 'string', default: 'single' },
      seed: { type: 'string' },
      templates: { type: 'string' },
    },
  });
  if (values.out === undefined || (values.mode !== 'single' && values.mode !== 'mixed')) {
    process.stderr.write('Usage: generate-varied.ts --out FOLDER [--size 1GB] [--mode single|mixed] [--seed N] [--templates N]\n');
    process.exitCode = 2;
    return;
  }
  const started = performance.now();
  const manifest = await generateVaried({
    outDir: values.out,
    bytes: parseSize(values.size),
    mode: values.mode,
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    ...(values.templates === undefined ? {} : { templates: Number(values.templates) }),
  });
  const seconds = (performance.now() - started) / 1_000;
  process.stdout.write(
    `${JSON.stringify({ ...manifest, megabytesPerSecond: Math.round(manifest.bytes / 1e6 / seconds) }, undefined, 2)}\n`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
