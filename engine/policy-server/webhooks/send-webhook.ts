import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { DeliveryRow } from '../storage/rows.ts';
import type { AddressGuard } from './address-guard.ts';
import { bodyOf } from './webhook-body.ts';

const TIMEOUT_MS = 10_000;

/**
 * Makes one attempt. Signed as https://www.standardwebhooks.com says: HMAC-SHA256 over id, time and body, so that nothing can be altered
 * or sent again later. Redirects are not followed: where they lead nobody has checked.
 * @returns what went wrong, or undefined
 */
export function sendWebhook(delivery: DeliveryRow, guard: AddressGuard, nowMs: number): Promise<string | undefined> {
  const { id, webhook } = delivery;
  const url = new URL(webhook.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A literal address is connected to without a lookup.
  if (isIP(host) !== 0 && !guard.isAllowed(host)) return Promise.resolve(`${host} is a private address, to which webhooks may not go`);
  const body = bodyOf(delivery);
  const timestamp = Math.floor(nowMs / 1000);
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'logsift-policy-server',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatureOf(webhook.secret, `${id}.${timestamp}.${body}`),
  };
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const request = send(url, { method: 'POST', headers, lookup: guard.lookup, signal, agent: false }, (response) => {
      response.resume();
      const { statusCode = 0 } = response;
      resolve(statusCode >= 200 && statusCode < 300 ? undefined : `it answered ${statusCode}`);
    });
    request.on('error', (error) => resolve(signal.aborted ? `no answer within ${TIMEOUT_MS / 1000} s` : error.message));
    request.end(body);
  });
}

function signatureOf(secret: string, text: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
}
