import { createReadStream, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { contentType, resolveInside } from '../shared/static-path.ts';

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
    'content-type': contentType(file),
    'content-length': stats.size,
    'cache-control': immutable ? 'max-age=31536000, immutable' : 'no-store',
  });
  // The reader went away, or the file while it was sent: the broken connection tells, and there is nobody else to tell.
  await pipeline(createReadStream(file), response).catch(() => response.destroy());
}
