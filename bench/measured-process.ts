import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

export interface ProcessResult {
  readonly exitCode: number;
  readonly elapsedMs: number;
  readonly stdout: string;
  /** Highest resident memory of the process and its children together, in bytes; undefined where /proc is absent. */
  readonly peakRssBytes: number | undefined;
}

const POLL_MS = 20;

/**
 * Runs a program and watches its memory from outside: the kernel's own high-water mark (VmHWM), read until it ends.
 * Its standard error goes to ours.
 * @param sink where standard output goes; absent: kept as text
 * @throws what spawning throws (no such program)
 */
export async function runMeasured(program: string, args: readonly string[], sink?: string): Promise<ProcessResult> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  const peaks = new Map<number, number>();
  const poll = (): void => {
    for (const pid of tree(child.pid ?? -1)) {
      const peak = highWaterMark(pid);
      if (peak !== undefined) peaks.set(pid, peak);
    }
  };
  const timer = setInterval(poll, POLL_MS);
  try {
    const chunks: Buffer[] = [];
    const reading =
      sink === undefined
        ? (async () => {
            for await (const chunk of child.stdout) chunks.push(chunk);
          })()
        : pipeline(child.stdout, createWriteStream(sink));
    const [exitCode] = await Promise.all([exited, reading]);
    const elapsedMs = performance.now() - started;
    const peak = [...peaks.values()].reduce((sum, bytes) => sum + bytes, 0);
    return { exitCode, elapsedMs, stdout: Buffer.concat(chunks).toString('utf8'), peakRssBytes: peak > 0 ? peak : undefined };
  } finally {
    clearInterval(timer);
  }
}

/** A process and all below it. */
function tree(pid: number): number[] {
  const children = readProc(`/proc/${pid}/task/${pid}/children`);
  return [
    pid,
    ...(children ?? '')
      .split(' ')
      .filter(Boolean)
      .flatMap((child) => tree(Number(child))),
  ];
}

function highWaterMark(pid: number): number | undefined {
  const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

function readProc(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process has just ended, or this is not Linux.
    return undefined;
  }
}
