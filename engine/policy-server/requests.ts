import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../base/app-error.ts';
import { type Authenticator, allows } from './keys.ts';
import type { Act, KeyRow, Scope } from './storage/rows.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key must allow to use the route; `none`: it needs no key. Every route says so. */
    scope?: Scope | 'none';
  }
  interface FastifyRequest {
    key: KeyRow | undefined;
  }
}

/** Nothing that is sent to us lies deeper; what does is an attempt to make a recursion overflow. */
const MAX_NESTING = 64;

/**
 * Lets only those in who hold a key that is good for the route. Runs before anything of the body is read.
 * @param refused counts refusals of one address. @returns true when there were too many
 */
export function guardRoutes(
  app: FastifyInstance,
  authenticator: Authenticator,
  refused: (request: FastifyRequest) => Promise<boolean>,
): void {
  app.addHook('onRoute', ({ url, config }) => {
    // A route without a word about its scope would be open by accident: a bug, seen at the start.
    if (config?.scope === undefined) throw new Error(`The route ${url} says nothing about its scope.`);
  });
  app.addHook('onRequest', (request, _reply, done) => {
    const { scope } = request.routeOptions.config;
    if (request.is404 || scope === 'none') return done();
    const secret = secretOf(request);
    const key = secret === undefined ? undefined : authenticator.keyOf(secret);
    if (key === undefined) {
      refused(request).then((tooMany) => done(tooMany ? tooManyGuesses() : notSignedIn(secret)), done);
      return;
    }
    if (scope === undefined || !allows(key, scope)) return done(notAllowed(key));
    request.key = key;
    done();
  });
  app.addHook('preValidation', ({ body }, _reply, done) => {
    if (body === undefined || isShallow(body, MAX_NESTING)) return done();
    done(new AppError('BAD_REQUEST', `The body is nested deeper than ${MAX_NESTING} levels. Nothing was changed.`));
  });
}

function tooManyGuesses(): AppError {
  return new AppError('TOO_MANY', 'Too many requests without a valid key came from this address. Wait a minute.');
}

function notSignedIn(secret: string | undefined): AppError {
  const found = secret === undefined ? 'there is none' : 'it is unknown or was revoked';
  return new AppError(
    'NOT_SIGNED_IN',
    `This needs an API key as "Authorization: Bearer KEY": ${found}. Ask whoever runs this server for one.`,
  );
}

function notAllowed({ name }: KeyRow): AppError {
  return new AppError('NOT_ALLOWED', `The key "${name}" may read only. Nothing was changed. Use a key with the scope "write".`);
}

/** Of a request that the guard let through. */
export function tenantOf({ key }: FastifyRequest): string {
  if (key === undefined) throw new Error('The route has no guard.');
  return key.tenant;
}

export function actOf({ key }: FastifyRequest, { author, reason }: { author?: string | undefined; reason: string }, atMs: number): Act {
  if (key === undefined) throw new Error('The route has no guard.');
  return { author: author ?? key.name, reason, keyId: key.id, atMs };
}

function secretOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['x-api-key'];
  if (typeof given === 'string') return given;
  const [scheme, secret] = headers.authorization?.split(' ', 2) ?? [];
  return scheme?.toLowerCase() === 'bearer' && secret !== '' ? secret : undefined;
}

function isShallow(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth++) {
    level = level.flatMap((item) => (typeof item === 'object' && item !== null && !Buffer.isBuffer(item) ? Object.values(item) : []));
    if (level.length === 0) return true;
  }
  return false;
}
