import { AppError } from '../../base/app-error.ts';
import { createKey } from '../../policy-server/keys.ts';
import { buildPolicyServer } from '../../policy-server/policy-server.ts';
import { openSigner } from '../../policy-server/signing.ts';
import type { PolicyStorage } from '../../policy-server/storage/policy-storage.ts';
import { openStorage } from '../../policy-server/storage/sqlite/open-storage.ts';
import { parseServerCall, type ServerCall, wrong } from './server-options.ts';

/** Where a command of the server writes. */
export interface ServerOutput {
  /** Answers, and the server's structured lines. */
  write(text: string): void;
  error(text: string): void;
}

/**
 * Runs one command of the policy server. Serving lasts until the process is told to end.
 * @param argv what stands behind `policy-server`
 * @returns the exit code
 * @throws AppError BAD_REQUEST, STORE_UNREADABLE, STORE_TOO_NEW, NOT_FOUND
 */
export async function runPolicyServer(argv: readonly string[], version: string, output: ServerOutput): Promise<number> {
  const call = parseServerCall(argv, process.env);
  const [command = 'serve', ...rest] = call.words;
  switch (command) {
    case 'serve':
      return serve(call, version, output);
    case 'keys':
      return withStorage(call, (storage) => keys(storage, call, rest, output));
    case 'backup':
      return withStorage(call, (storage) => backup(storage, rest, output));
    default:
      throw wrong(`There is no "policy-server ${command}".`);
  }
}

async function serve(call: ServerCall, version: string, output: ServerOutput): Promise<number> {
  const storage = openStorage(call.dataFile);
  if (storage.keys.all().length === 0) {
    const { secret } = createKey(storage.keys, { tenant: call.tenant, name: 'first key', scope: 'write' }, Date.now());
    output.error(`There was no key yet. The first one, for tenant "${call.tenant}", may write and is shown only now:\n  ${secret}`);
  }
  const app = await buildPolicyServer({
    ...call,
    storage,
    signer: openSigner(call.signingKeyFile),
    version,
    log: { level: call.logLevel, stream: { write: (line) => output.write(line) } },
  });
  let end = (): void => undefined;
  const isTold = new Promise<void>((resolve) => {
    end = resolve;
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  process.on('disconnect', end);
  try {
    const address = await app.listen({ host: call.host, port: call.port });
    output.error(`The policy server is at ${address}, its description at ${address}/docs. Ctrl+C ends it.`);
    await isTold;
  } catch (cause) {
    throw new AppError(
      'BAD_REQUEST',
      `Cannot listen on ${call.host}, port ${call.port}: ${cause instanceof Error ? cause.message : String(cause)}. Nothing is served. Name another with --port.`,
      { cause },
    );
  } finally {
    await app.close();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
    process.off('disconnect', end);
  }
  return 0;
}

async function withStorage(call: ServerCall, work: (storage: PolicyStorage) => number | Promise<number>): Promise<number> {
  const storage = openStorage(call.dataFile);
  try {
    return await work(storage);
  } finally {
    storage.close();
  }
}

function keys(storage: PolicyStorage, call: ServerCall, [action, id]: readonly string[], output: ServerOutput): number {
  if (action === 'create') {
    if (call.name === '') throw wrong('"policy-server keys create" needs --name: whoever reads the list should know whose key it is.');
    const { row, secret } = createKey(storage.keys, call, Date.now());
    const text = `${secret}\n`;
    output.write(
      call.json ? `${JSON.stringify({ id: row.id, tenant: row.tenant, name: row.name, scope: row.scope, key: secret })}\n` : text,
    );
    if (!call.json) output.error(`Key ${row.id} of tenant "${row.tenant}" (${row.scope}). It is shown only now; only its hash is kept.`);
    return 0;
  }
  if (action === 'list') {
    const rows = storage.keys.all();
    output.write(
      call.json
        ? `${JSON.stringify({ keys: rows })}\n`
        : rows
            .map(
              ({ id, tenant, scope, name, revokedMs }) =>
                `${id}  ${tenant.padEnd(16)} ${scope.padEnd(6)} ${name}${revokedMs ? '  (revoked)' : ''}\n`,
            )
            .join(''),
    );
    return 0;
  }
  if (action === 'revoke' && id !== undefined) {
    if (!storage.keys.revoke(id, Date.now())) {
      throw new AppError('NOT_FOUND', `There is no key "${id}" that could be revoked. "logsift policy-server keys list" names them.`);
    }
    output.error(`Key ${id} is revoked. A running server lets it in for at most 5 seconds more.`);
    return 0;
  }
  throw wrong('"policy-server keys" takes create, list, or revoke ID.');
}

async function backup(storage: PolicyStorage, [target]: readonly string[], output: ServerOutput): Promise<number> {
  if (target === undefined) throw wrong('"policy-server backup" needs the name of the file to write.');
  await storage.backup(target);
  output.error(`Everything is copied to ${target}, as of one moment. The signing key lies in a file of its own: keep that too.`);
  return 0;
}
