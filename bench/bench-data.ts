import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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

function readManifest(file: string): VariedManifest | undefined {
  if (!existsSync(file)) return undefined;
  const manifest: VariedManifest = JSON.parse(readFileSync(file, 'utf8'));
  const isWhole = manifest.files.every((entry) => statSync(entry.path, { throwIfNoEntry: false })?.size === entry.bytes);
  return isWhole ? manifest : undefined;
}
