import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import type { Refusal } from './guard.ts';

/** Larger files are read where they lie, by `logsift serve FILE` or the desktop window. */
export const MAX_UPLOAD_BYTES = 64 * 2 ** 30;

/**
 * Streams the body of a request into a new file of `folder`, readable by this user only, whatever its size in constant memory.
 * Nothing half-written stays: it would be read as a log.
 * @param name what the file is called; only its last part is used, without characters that mean something to a system.
 * @returns where the file lies, or why there is none
 */
export async function receiveUpload(
  request: IncomingMessage,
  { folder, name, maxBytes = MAX_UPLOAD_BYTES }: { readonly folder: string; readonly name: string; readonly maxBytes?: number },
): Promise<{ readonly path: string } | Refusal> {
  const safeName =
    path
      .basename(name)
      .replace(/[^\w.\- ]/g, '_')
      .slice(-120)
      .replace(/^\.+$/, '') || 'dropped';
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) return tooLarge(safeName, maxBytes);
  const { bavail, bsize } = statfsSync(folder);
  if (announced > bavail * bsize) return noRoom(safeName);
  const own = path.join(folder, randomBytes(8).toString('hex'));
  mkdirSync(own, { mode: 0o700 });
  const file = path.join(own, safeName);
  try {
    if (await writeBody(request, file, maxBytes)) return { path: file };
    rmSync(own, { recursive: true, force: true });
    return tooLarge(safeName, maxBytes);
  } catch {
    // The browser went away (nobody hears the answer) or the disk is full.
    rmSync(own, { recursive: true, force: true });
    return noRoom(safeName);
  }
}

/** @returns false when the body is longer than it may be. The request is left open, so that an answer can still be sent. */
async function writeBody(request: IncomingMessage, file: string, maxBytes: number): Promise<boolean> {
  const handle = await open(file, 'wx', 0o600);
  try {
    let bytes = 0;
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length;
      if (bytes > maxBytes) return false;
      await handle.writeFile(chunk);
    }
    return true;
  } finally {
    await handle.close();
  }
}

function tooLarge(name: string, maxBytes: number): Refusal {
  return {
    status: 413,
    reason: `${name} is larger than ${Math.round(maxBytes / 2 ** 30)} GiB, too large to be handed over by a browser. Name it on the command line instead: logsift serve FILE.`,
  };
}

function noRoom(name: string): Refusal {
  return { status: 507, reason: `${name} could not be copied to this computer's temporary folder. Free some space and drop it again.` };
}
