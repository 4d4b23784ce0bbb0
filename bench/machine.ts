import { readFileSync } from 'node:fs';
import os from 'node:os';

export interface Machine {
  readonly cpu: string;
  /** Cores of the machine, and those this process may use. */
  readonly cores: number;
  readonly usableCores: number;
  readonly memoryBytes: number;
  readonly node: string;
  readonly system: string;
}

/** The first Node with zstd in its zlib; older ones are also a third slower on the kernel. */
const OLDEST_NODE = [22, 15] as const;

/** @throws Error when this Node is too old for numbers that mean anything */
export function describeMachine(): Machine {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new Error(
      `Node ${process.versions.node} is too old to measure with. Numbers from it would not compare. Run this with Node ${OLDEST_NODE.join('.')} or newer.`,
    );
  }
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown processor',
    cores: coresOnline(cpus.length),
    usableCores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    node: process.versions.node,
    system: `${os.type()} ${os.release()}`,
  };
}

function coresOnline(fallback: number): number {
  try {
    const online = readFileSync('/sys/devices/system/cpu/online', 'utf8').trim();
    return online.split(',').reduce((sum, part) => {
      const [from, until] = part.split('-').map(Number);
      return sum + (until ?? from) - from + 1;
    }, 0);
  } catch {
    // Not Linux: the runtime's own count is all there is.
    return fallback;
  }
}

export function machineSentence(machine: Machine): string {
  const { cpu, cores, usableCores, memoryBytes, node, system } = machine;
  const share = usableCores < cores ? `${usableCores} of ${cores} cores` : `${cores} cores`;
  return `${cpu}, ${share}, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB memory, Node ${node}, ${system}`;
}
