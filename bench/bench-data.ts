import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { generateVaried, type VariedManifest } from './generate-varied.ts';

/** Raised when the generator writes other bytes: older data is then made anew. */
const DATA_VERSION = 1;

/** The varied log of a size, made in the system's folder for temporary files unless it is there already. */
export async function variedLog(bytes: number, say: (line: string) => void): Promise<VariedManifest> {
  const outDir = path.join(os.tmpdir(), 'logsift-bench', `varied-${bytes}-v${DATA_VERSION}`);
  const manifestFile = path.join(outDir, 'manifest.json');
  const known = readManifest(manifestFile);
  if (known !== undefined) return known;
  say(`Writing ${(bytes / 1e6).toFixed(0)} MB of varied log to ${outDir} …`);
  mkdirSync(outDir, { recursive: true });
  const manifest = await generateVaried({ outDir, bytes, mode: 'single' });
  writeFileSync(manifestFile, JSON.stringify(manifest));
  return manifest;
}

const MESSAGES = 'messages.log';
/** Behind the logger's name, which ends the header of every line of the log; lines of a stack trace have none. */
const HEADER_END = ': ';
const LONGEST_HEADER = 96;

/** The messages of a varied log, one a line, as a parser of messages is given them: made beside it unless they are there already. */
export function messagesOf(log: string): string {
  const target = path.join(path.dirname(log), MESSAGES);
  if (existsSync(target)) return target;
  const bytes = readFileSync(log);
  const cut = Buffer.alloc(bytes.length);
  let length = 0;
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(10, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    const header = bytes.subarray(start, Math.min(end, start + LONGEST_HEADER)).indexOf(HEADER_END);
    length += bytes.copy(cut, length, header < 0 ? start : start + header + HEADER_END.length, end);
    start = end;
  }
  // Renamed when it is whole: a run that was ended leaves nothing that looks complete.
  writeFileSync(`${target}.part`, cut.subarray(0, length));
  renameSync(`${target}.part`, target);
  return target;
}

function readManifest(file: string): VariedManifest | undefined {
  if (!existsSync(file)) return undefined;
  const manifest: VariedManifest = JSON.parse(readFileSync(file, 'utf8'));
  const isWhole = manifest.files.every((entry) => statSync(entry.path, { throwIfNoEntry: false })?.size === entry.bytes);
  return isWhole ? manifest : undefined;
}
