import type { ServerResponse } from 'node:http';
import { type PlayedServer, playServer, sendJson } from './http-server.ts';
import { type ModelBehaviour, piecesOf } from './model-behaviour.ts';

export interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly format?: unknown;
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface OllamaServer extends PlayedServer {
  /** Bodies of the questions it got, in order. */
  readonly questions: readonly ChatBody[];
  /** Questions whose asker went away before they were answered. */
  readonly left: () => number;
  /** Texts it made vectors of. */
  readonly embedded: () => number;
}

/**
 * Speaks the protocol of Ollama: `/api/chat` and `/api/pull` as NDJSON, `/api/tags`, `/api/show`, `/api/embed`.
 * @param behaviours one for each question; the last one stands for all after it
 */
export async function playOllama(
  behaviours: readonly ModelBehaviour[] = [],
  models: readonly string[] = ['qwen3:8b'],
  contextTokens = 8_192,
): Promise<OllamaServer> {
  const questions: ChatBody[] = [];
  let left = 0;
  let embedded = 0;
  const served = await playServer((request, response, body) => {
    const route = `${request.method} ${request.url}`;
    if (route === 'GET /api/tags') {
      sendJson(response, 200, { models: models.map(modelOf) });
      return;
    }
    if (route === 'POST /api/show') {
      const { model } = body as { model: string };
      if (!models.includes(model)) sendJson(response, 404, { error: `model '${model}' not found` });
      else
        sendJson(response, 200, {
          details: modelOf(model).details,
          model_info: { 'general.architecture': 'qwen3', 'qwen3.block_count': 36, 'qwen3.context_length': contextTokens },
          capabilities: ['completion'],
        });
      return;
    }
    if (route === 'POST /api/pull') {
      pull(response, (body as { name: string }).name);
      return;
    }
    if (route === 'POST /api/embed') {
      embedded += [(body as { input: string | string[] }).input].flat().length;
      embed(response, body as { model: string; input: string | string[] }, models);
      return;
    }
    if (route !== 'POST /api/chat') {
      sendJson(response, 404, { error: 'not found' });
      return;
    }
    const question = body as ChatBody;
    questions.push(question);
    response.on('close', () => {
      if (!response.writableFinished) left++;
    });
    if (!models.includes(question.model)) {
      sendJson(response, 404, { error: `model '${question.model}' not found` });
      return;
    }
    chat(response, question.model, behaviours[Math.min(questions.length, behaviours.length) - 1]);
  });
  return { ...served, questions, left: () => left, embedded: () => embedded };
}

function modelOf(name: string) {
  const details = {
    parent_model: '',
    format: 'gguf',
    family: 'qwen3',
    families: ['qwen3'],
    parameter_size: '8.2B',
    quantization_level: 'Q4_K_M',
  };
  return { name, model: name, modified_at: '2026-09-14T12:00:00Z', size: 5_225_388_164, digest: '500a1f067a9f', details };
}

function chat(response: ServerResponse, model: string, behaviour: ModelBehaviour): void {
  if (behaviour.kind === 'error') {
    sendJson(response, behaviour.status, { error: behaviour.message });
    return;
  }
  if (behaviour.kind === 'redirects') {
    response.writeHead(307, { location: behaviour.to }).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  if (behaviour.kind === 'silent') {
    response.flushHeaders();
    return;
  }
  if (behaviour.kind === 'garbage') {
    response.end('<html>not what you expected</html>\n');
    return;
  }
  const line = (content: string, rest: object) =>
    `${JSON.stringify({ model, created_at: '2026-09-14T12:00:00.000Z', message: { role: 'assistant', content }, ...rest })}\n`;
  for (const piece of piecesOf(behaviour.text)) response.write(line(piece, { done: false }));
  if (behaviour.kind === 'stalls') return;
  if (behaviour.kind === 'breaks') {
    setImmediate(() => response.destroy());
    return;
  }
  const outputTokens = behaviour.kind === 'says' ? (behaviour.outputTokens ?? 42) : 42;
  response.end(
    line('', {
      done: true,
      done_reason: behaviour.kind === 'cut' ? 'length' : 'stop',
      total_duration: 1_000_000_000,
      load_duration: 1,
      prompt_eval_count: 1_200,
      prompt_eval_duration: 1,
      eval_count: outputTokens,
      eval_duration: 1,
    }),
  );
}

/** The official client names the model by `name`. */
function pull(response: ServerResponse, model: string): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const lines = model.startsWith('no-')
    ? [{ status: 'pulling manifest' }, { error: 'pull model manifest: file does not exist' }]
    : [
        { status: 'pulling manifest' },
        ...[0, 50, 100].map((completed) => ({ status: 'pulling 500a1f067a9f', digest: 'sha256:500a', total: 100, completed })),
        { status: 'verifying sha256 digest' },
        { status: 'success' },
      ];
  response.end(lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
}

/** Vectors that are nearer the more words two texts share. */
function embed(response: ServerResponse, { model, input }: { model: string; input: string | string[] }, models: readonly string[]): void {
  if (!models.includes(model)) {
    sendJson(response, 404, { error: `model '${model}' not found` });
    return;
  }
  const embeddings = [input].flat().map((text) => {
    const vector = new Array<number>(16).fill(0.01);
    for (const word of text.toLowerCase().match(/[a-z]+/g) ?? [])
      vector[[...word].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 16]++;
    return vector;
  });
  sendJson(response, 200, { model, embeddings, total_duration: 1, load_duration: 1, prompt_eval_count: 8 });
}
