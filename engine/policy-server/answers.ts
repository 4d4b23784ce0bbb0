import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type ErrorCode, isAppError } from '../base/app-error.ts';

/** Every refusal looks like this. */
export const ErrorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    request_id: z.string(),
    /** Each with its place. */
    details: z.array(z.string()).optional(),
  }),
});
export type ErrorAnswer = z.output<typeof ErrorAnswer>;

const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  BAD_REQUEST: 400,
  NOT_SIGNED_IN: 401,
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  BAD_POLICY: 422,
  TOO_MANY: 429,
};

/** A policy set that was refused, with all that is wrong. */
export class RefusedPolicies extends Error {
  readonly details: readonly string[];

  constructor(details: readonly string[]) {
    super(`${details.length === 1 ? 'One thing is' : `${details.length} things are`} wrong with these policies. Nothing was published.`);
    this.details = details;
  }
}

export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const { status, code, message, details } = refusalOf(error);
  if (status >= 500) request.log.error({ err: error }, 'a request failed');
  const answer: ErrorAnswer = { error: { code, message, request_id: request.id, details } };
  void reply.code(status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(answer);
}

function refusalOf(error: FastifyError): { status: number; code: string; message: string; details?: string[] | undefined } {
  if (error instanceof RefusedPolicies) return { status: 422, code: 'BAD_POLICY', message: error.message, details: [...error.details] };
  if (isAppError(error)) return { status: STATUS[error.code] ?? 500, code: error.code, message: error.message };
  if (hasZodFastifySchemaValidationErrors(error)) {
    const details = error.validation.map(
      ({ instancePath, message }) => `${instancePath === '' ? '' : `${instancePath.slice(1).replaceAll('/', '.')}: `}${message}`,
    );
    return { status: 400, code: 'BAD_REQUEST', message: `The request does not fit its schema: ${details[0]}`, details };
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return { status, code: status === 429 ? 'TOO_MANY' : 'BAD_REQUEST', message: error.message };
  return {
    status: 500,
    code: 'INTERNAL',
    message: 'Something failed that should not. The log of the server says what, under the id of this request.',
  };
}
