import { readFile } from 'node:fs/promises';
import { contentType, resolveInside } from '../engine/hosts/shared/static-path.ts';

/** The page speaks to nobody: its engine is behind a port, not behind an address. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Answers requests of the page's own scheme from the folder of the built page, and from nowhere else. */
export async function answerPageRequest(folder: string, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const file = request.method === 'GET' ? resolveInside(folder, pathname) : undefined;
  const content = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  const headers = { 'content-security-policy': CONTENT_SECURITY_POLICY, 'x-content-type-options': 'nosniff' };
  if (file === undefined || content === undefined) return new Response('There is nothing here.', { status: 404, headers });
  return new Response(content, { headers: { ...headers, 'content-type': contentType(file) } });
}
