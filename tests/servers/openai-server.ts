import type { ServerResponse } from 'node:http';
import { type PlayedServer, playServer, sendJson } from './http-server.ts';
import { type ModelBehaviour, piecesOf } from './model-behaviour.ts';

export interface CompletionBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly stream: boolean;
  readonly response_format?: { readonly type: string };
}

export interface OpenAiServer extends PlayedServer {
  /** `<url>/v1`, as clients take it. */
  readonly baseUrl: string;
  readonly questions: readonly CompletionBody[];
  /** The `authorization` of each request. */
  readonly authorizations: readonly (string | undefined)[];
}

export interface OpenAiRules {
  /** Requests without it are answered with 401. */
  readonly key?: string;
  /** False: asks for structured output are answered with 400, as older servers do. */
  readonly structured?: boolean;
  /** The window of its model, as vLLM tells it; absent: it says nothing. */
  readonly contextTokens?: number;
}

/** Speaks the chat interface of OpenAI: `/v1/chat/completions` as server-sent events, and `/v1/models`. */
export async function playOpenAi(
  behaviours: readonly ModelBehaviour[] = [],
  { key, structured = true, contextTokens }: OpenAiRules = {},
): Promise<OpenAiServer> {
  const questions: CompletionBody[] = [];
  const authorizations: (string | undefined)[] = [];
  let answered = 0;
  const served = await playServer((request, response, body) => {
    authorizations.push(request.headers.authorization);
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`)
      return sendJson(response, 401, {
        error: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' },
      });
    const route = `${request.method} ${request.url}`;
    if (route === 'GET /v1/models')
      return sendJson(response, 200, {
        object: 'list',
        data: [{ id: 'gpt-test', object: 'model', created: 1, owned_by: 'test', max_model_len: contextTokens }],
      });
    if (route !== 'POST /v1/chat/completions') {
      sendJson(response, 404, { error: { message: 'Unknown request URL' } });
      return;
    }
    const question = body as CompletionBody;
    questions.push(question);
    if (!structured && question.response_format !== undefined)
      return sendJson(response, 400, {
        error: { message: 'Unrecognized request argument supplied: response_format', type: 'invalid_request_error' },
      });
    answered++;
    complete(response, question.model, behaviours[Math.min(answered, behaviours.length) - 1]);
  });
  return { ...served, baseUrl: `${served.url}/v1`, questions, authorizations };
}

function complete(response: ServerResponse, model: string, behaviour: ModelBehaviour): void {
  if (behaviour.kind === 'error') {
    sendJson(response, behaviour.status, { error: { message: behaviour.message, type: 'error' } });
    return;
  }
  if (behaviour.kind === 'redirects') {
    response.writeHead(307, { location: behaviour.to }).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (behaviour.kind === 'silent') {
    response.flushHeaders();
    return;
  }
  if (behaviour.kind === 'garbage') {
    response.end('data: {"choices": [oops\n\n');
    return;
  }
  const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model };
  const event = (delta: object, finish: string | null) =>
    void response.write(`data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
  event({ role: 'assistant', content: '' }, null);
  for (const piece of piecesOf(behaviour.text)) event(behaviour.kind === 'refuses' ? { refusal: piece } : { content: piece }, null);
  if (behaviour.kind === 'stalls') return;
  if (behaviour.kind === 'breaks') {
    setImmediate(() => response.destroy());
    return;
  }
  event({}, behaviour.kind === 'cut' ? 'length' : 'stop');
  const usage = { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 };
  response.write(`data: ${JSON.stringify({ ...chunk, choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}
