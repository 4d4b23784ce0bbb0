import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type LogsiftClient, logsiftApi } from '../../engine/contract/api.ts';
import { createClient } from '../../engine/contract/rpc/client.ts';
import { openSocket, socketTransport } from '../../renderer/transport/socket-transport.ts';

/** The program itself, without the door that prepares a clone. */
export const CLI = fileURLToPath(new URL('../../engine/hosts/cli/main.ts', import.meta.url));

/** As the door does: sources stripped once serve every run. */
const COMPILED = fileURLToPath(new URL('../../.cache/compile', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a shell does, with nobody watching: no terminal on any side. */
export function logsift(
  args: readonly string[],
  { input, cwd, env = {} }: { input?: string; cwd?: string; env?: Record<string, string> } = {},
): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    input,
    cwd,
    timeout: 60_000,
    maxBuffer: 64 << 20,
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...env },
  });
  return { code: status, stdout, stderr };
}

/** The same while the test itself goes on, for example as the server that is asked. */
export async function logsiftBeside(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...env },
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('exit', resolve)),
  ]);
  return { code, stdout, stderr };
}

export interface Serving {
  readonly url: URL;
  /** The investigation it was started with. */
  readonly investigationId: string;
  /** A client over its WebSocket, as the window has one. */
  connect(): Promise<{ readonly client: LogsiftClient; close(): void }>;
  /** Ends it with SIGTERM. */
  end(): Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/**
 * A `logsift serve` that runs until it is ended.
 * @param command what starts Node and the program; it must become that process itself, so that signals reach it
 */
export async function startServing(args: readonly string[], home: string, command = [process.execPath, CLI]): Promise<Serving> {
  const [program, ...before] = command;
  const child = spawn(program, [...before, 'serve', '--no-open', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, LOGSIFT_HOME: home },
  });
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  let said = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const address = /http:\S+(?=\n)/.exec(said)?.[0];
    if (address === undefined) continue;
    const url = new URL(address);
    const parameters = new URLSearchParams(url.hash.slice(1));
    return {
      url,
      investigationId: parameters.get('open') ?? '',
      async connect() {
        const socket = await openSocket(new WebSocket(`ws://${url.host}/rpc`, ['logsift', parameters.get('token') ?? '']));
        return { client: createClient(logsiftApi, socketTransport(socket)), close: () => socket.close() };
      },
      async end() {
        child.kill('SIGTERM');
        return { code: await exited, stderr };
      },
    };
  }
  throw new Error(`logsift serve ended without an address: ${said}${stderr}`);
}

/** Starts a command and ends it with a signal as soon as `isUnderWay` says so. */
export async function interrupted(args: readonly string[], env: Record<string, string>, isUnderWay: () => boolean): Promise<number | null> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: 'ignore', env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...env } });
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  while (child.exitCode === null && !isUnderWay()) await delay(5);
  child.kill('SIGINT');
  return exited;
}
