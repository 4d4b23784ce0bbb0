import { createReadStream, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Sends a file of the window, nothing outside its folder. The shell holds no secret: it needs no token. */
export async function sendStatic(root: string, urlPath: string, response: ServerResponse): Promise<void> {
  const file = resolveInside(root, urlPath);
  const stats = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
  if (file === undefined || stats === undefined || !stats.isFile()) {
    response.writeHead(404).end('There is nothing here.');
    return;
  }
  const immutable = urlPath.startsWith('/assets/');
  response.writeHead(200, {
    'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    'content-length': stats.size,
    'cache-control': immutable ? 'max-age=31536000, immutable' : 'no-store',
  });
  // The reader went away, or the file while it was sent: the broken connection tells, and there is nobody else to tell.
  await pipeline(createReadStream(file), response).catch(() => response.destroy());
}

/** The file for a URL path; undefined when it would lie outside `root` or is not decodable. */
export function resolveInside(root: string, urlPath: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    // Not a valid escape: there is no such file.
    return undefined;
  }
  if (decoded.includes('\0')) return undefined;
  const file = path.resolve(root, `.${path.posix.normalize(`/${decoded === '/' ? 'index.html' : decoded}`)}`);
  return file.startsWith(path.resolve(root) + path.sep) ? file : undefined;
}
