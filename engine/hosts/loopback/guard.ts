import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is refused; undefined: it may pass. */
export type Refusal = { readonly status: number; readonly reason: string };

/** Only this machine, by the name we gave out: a page of another site that resolves to 127.0.0.1 sends another Host. */
export function refuseHost(headers: IncomingHttpHeaders, port: number): Refusal | undefined {
  const host = headers.host ?? '';
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`
    ? undefined
    : { status: 421, reason: 'This address serves Logsift on this computer only.' };
}

/** A browser names the page that asks; only our own page may. Programs send no Origin and pass to the token check. */
export function refuseOrigin(headers: IncomingHttpHeaders, port: number): Refusal | undefined {
  const { origin } = headers;
  if (origin === undefined || origin === `http://127.0.0.1:${port}` || origin === `http://localhost:${port}`) return undefined;
  return { status: 403, reason: 'Another site may not ask this Logsift.' };
}

export function refuseToken(given: string | undefined, token: string): Refusal | undefined {
  const expected = Buffer.from(token);
  const got = Buffer.from(given ?? '');
  if (got.length === expected.length && timingSafeEqual(got, expected)) return undefined;
  return { status: 401, reason: 'The token is missing or wrong. Open the address that logsift printed.' };
}

/** `Bearer …` of an Authorization header. */
export function bearer(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
}

/** The token among the WebSocket subprotocols `logsift, <token>`: a page cannot set other headers there. */
export function protocolToken(headers: IncomingHttpHeaders): string | undefined {
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  return protocols[0] === 'logsift' ? protocols[1] : undefined;
}
