import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../base/app-error.ts';

export interface FoundSource {
  /** Absolute path, or `-` for standard input. */
  readonly path: string;
  readonly name: string;
  /** 0 when unknown. */
  readonly sizeBytes: number;
}

/** A path that gives no source: why, in words for a person. */
export interface RefusedSource {
  readonly path: string;
  readonly name: string;
  readonly error: AppError;
}

const MAX_FILES = 10_000;

/**
 * Turns what a person named into sources: a file is itself, a folder every regular file in it (recursively, names
 * that begin with a dot left out, in name order), `-` standard input. What cannot be looked at is refused, one by one.
 */
export function resolveSources(requested: string): { readonly found: readonly FoundSource[]; readonly refused: readonly RefusedSource[] } {
  if (requested === '-') return { found: [{ path: '-', name: 'standard input', sizeBytes: 0 }], refused: [] };
  const absolute = path.resolve(requested);
  const name = path.basename(absolute);
  const refuse = (error: AppError) => ({ found: [], refused: [{ path: absolute, name, error }] });
  let isDirectory: boolean;
  try {
    const stats = statSync(absolute);
    isDirectory = stats.isDirectory();
    if (!isDirectory) return { found: [{ path: absolute, name, sizeBytes: stats.isFile() ? stats.size : 0 }], refused: [] };
  } catch (cause) {
    return refuse(unreadable(name, cause));
  }
  const found: FoundSource[] = [];
  const refused: RefusedSource[] = [];
  walk(absolute, absolute, found, refused);
  if (found.length === 0 && refused.length === 0) {
    return refuse(new AppError('EMPTY_SOURCE', `The folder "${name}" holds no files. Nothing was read. Choose a folder with logs in it.`));
  }
  return { found, refused };
}

function walk(root: string, folder: string, found: FoundSource[], refused: RefusedSource[]): void {
  const entries = listFolder(folder, refused);
  for (const entry of entries) {
    if (found.length >= MAX_FILES) return;
    const full = path.join(folder, entry);
    const name = path.relative(root, full);
    try {
      const stats = statSync(full);
      if (stats.isDirectory()) walk(root, full, found, refused);
      else if (stats.isFile()) found.push({ path: full, name, sizeBytes: stats.size });
    } catch (cause) {
      refused.push({ path: full, name, error: unreadable(name, cause) });
    }
  }
}

function listFolder(folder: string, refused: RefusedSource[]): string[] {
  try {
    return readdirSync(folder)
      .filter((entry) => !entry.startsWith('.'))
      .sort();
  } catch (cause) {
    const name = path.basename(folder);
    refused.push({ path: folder, name, error: unreadable(name, cause) });
    return [];
  }
}

/** The sentence for a file the operating system will not give us. */
export function unreadable(name: string, cause: unknown): AppError {
  const code = systemCode(cause);
  const why =
    code === 'EACCES' || code === 'EPERM'
      ? 'Your user may not read it. Change the permission or copy the file, then add it again.'
      : code === 'ENOENT'
        ? 'There is no such file. Check the path, then add it again.'
        : code === 'EISDIR'
          ? 'It is a folder.'
          : `The system says: ${cause instanceof Error ? cause.message : String(cause)}. Check the disk or the path, then add it again.`;
  return new AppError('UNREADABLE_SOURCE', `${name} cannot be opened. ${why}`, { cause });
}

export function systemCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
