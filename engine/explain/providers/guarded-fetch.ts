import { ProviderFailure } from './provider.ts';

/**
 * The fetch of every model server: never follows a redirect, which could lead off this computer, and tells failures in words. The clients above it
 * print to the console where a server answers with an error, so that no such answer reaches them.
 * @param who names the server in messages
 */
export function guardedFetch(who: string, signal: AbortSignal): typeof fetch {
  return async (input, init) => {
    const both = init?.signal ? AbortSignal.any([init.signal, signal]) : signal;
    let response: Response;
    try {
      response = await fetch(input, { ...init, signal: both, redirect: 'error' });
    } catch (error) {
      if (signal.aborted) throw error;
      throw new ProviderFailure(
        'unreachable',
        `${who} cannot be reached: ${causeText(error)}. Nothing was answered. Start it, or choose another in Settings.`,
        {
          cause: error,
        },
      );
    }
    if (response.ok) return response;
    throw await answeredWithError(who, response);
  };
}

async function answeredWithError(who: string, response: Response): Promise<ProviderFailure> {
  const text = errorText(await response.text().catch(() => ''));
  const { status } = response;
  if (status === 401 || status === 403)
    return new ProviderFailure('failed', `${who} does not accept the key (${status}). Enter another key in Settings.`);
  if (status === 404)
    return new ProviderFailure(
      'no-model',
      `${who} does not know what it was asked for: ${text || 'not found'}. Choose a model it has in Settings.`,
    );
  if (status === 429) return new ProviderFailure('failed', `${who} takes no more questions for now (429). Try again later.`);
  return new ProviderFailure('failed', `${who} answered with an error (${status})${text === '' ? '' : `: ${text}`}.`);
}

function errorText(body: string): string {
  let text = body;
  try {
    const parsed: unknown = JSON.parse(body);
    const error = typeof parsed === 'object' && parsed !== null && 'error' in parsed ? parsed.error : parsed;
    const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
    if (typeof message === 'string') text = message;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
    .replace(/[.\s]+$/, '');
}

/** The innermost reason: fetch itself only says that it failed. */
function causeText(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
