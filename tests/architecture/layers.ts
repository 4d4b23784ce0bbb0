import { importsOf, resolveImport } from './imports.ts';

interface Rule {
  /** Rooms of ours, beside the room itself. */
  readonly ours: readonly string[];
  /** Packages and Node's modules; `*` at the end stands for any rest. Absent: any. */
  readonly packages?: readonly string[];
}

const ENGINE = [
  'base',
  'contract',
  'ingest',
  'mine',
  'store',
  'query',
  'analysis',
  'explain',
  'connect',
  'policy',
  'policy/model',
  'policy/evaluate',
  'runtime',
  'api',
].map((room) => `engine/${room}`);

/** Who may import whom. Loosening a line is a design decision, not a fix. */
export const MAY_IMPORT: Readonly<Record<string, Rule>> = {
  'engine/base': { ours: [], packages: [] },
  'engine/policy/model': { ours: ['engine/base'], packages: ['zod', 'yaml', 're2js'] },
  'engine/policy/evaluate': { ours: ['engine/base', 'engine/policy/model'], packages: ['re2js'] },
  'engine/policy/protocol': { ours: ['engine/base', 'engine/policy/model'], packages: ['zod', 'yaml'] },
  'engine/policy/publish': { ours: ['engine/base', 'engine/policy'], packages: ['node:*', 'zod'] },
  'engine/policy/targets': {
    ours: ['engine/base', 'engine/policy/model', 'engine/policy/evaluate', 'engine/policy/tero'],
    packages: ['yaml'],
  },
  'engine/policy-server': {
    ours: ['engine/base', 'engine/analysis/series', 'engine/policy'],
    packages: ['node:*', 'zod', 'better-sqlite3', 'fastify', 'fastify-type-provider-zod', '@fastify/*', 'prom-client'],
  },
  'engine/policy': {
    ours: ['engine/base', 'engine/store', 'engine/query', 'engine/analysis', 'engine/policy/model', 'engine/policy/evaluate'],
    packages: ['node:*', 'zod'],
  },
  'engine/contract': { ours: ['engine/base', 'engine/policy/model', 'engine/policy/protocol'], packages: ['zod'] },
  'engine/ingest': { ours: ['engine/base'], packages: ['node:*', 'zod'] },
  'engine/mine': { ours: ['engine/base'], packages: ['node:*'] },
  'engine/store': { ours: ['engine/base'], packages: ['node:*', 'better-sqlite3'] },
  'engine/query': {
    ours: ['engine/base', 'engine/store', 'engine/mine', 'engine/policy/model', 'engine/policy/evaluate', 'engine/policy/targets'],
    packages: ['node:*', 're2js'],
  },
  'engine/analysis': { ours: ['engine/base', 'engine/store', 'engine/query'], packages: [] },
  'engine/explain': {
    ours: ['engine/base', 'engine/query', 'engine/analysis', 'engine/explain/providers', 'engine/explain/embed'],
    packages: ['zod'],
  },
  'engine/explain/embed': { ours: ['engine/base', 'engine/explain'], packages: ['node:*', 'zod'] },
  'engine/explain/providers': { ours: ['engine/base', 'engine/explain'], packages: ['ollama', 'openai'] },
  'engine/connect': { ours: ['engine/base', 'engine/ingest'], packages: ['node:*', 'zod', 'ws'] },
  'engine/runtime': {
    ours: ['engine/base', 'engine/ingest', 'engine/mine', 'engine/store', 'engine/query', 'engine/connect', 'resources/samples'],
    packages: ['node:*'],
  },
  'engine/api': {
    ours: [
      'engine/base',
      'engine/contract',
      'engine/runtime',
      'engine/query',
      'engine/analysis',
      'engine/explain',
      'engine/policy',
      'engine/policy/model',
      'engine/store/stored.ts',
    ],
    packages: ['node:*', 'zod'],
  },
  'engine/hosts/shared': { ours: ENGINE, packages: ['node:*'] },
  'engine/hosts/policy-server': {
    ours: ['engine/base', 'engine/policy', 'engine/policy-server', 'engine/hosts/shared'],
    packages: ['node:*', 'zod'],
  },
  'engine/hosts/loopback': { ours: ['engine/base', 'engine/contract', 'engine/hosts/shared'], packages: ['node:*', 'ws'] },
  'engine/hosts/cli': {
    ours: [...ENGINE, 'engine/hosts/shared', 'engine/hosts/loopback', 'engine/hosts/policy-server'],
    packages: ['node:*'],
  },
  electron: { ours: [...ENGINE, 'engine/hosts/shared', 'renderer/platform'], packages: ['node:*', 'electron'] },
  renderer: {
    ours: ['engine/base', 'engine/contract'],
    packages: ['react', 'react/*', 'react-dom', 'react-dom/*', 'zustand', 'zustand/*', 'echarts/*', '@tanstack/react-virtual', 'zod'],
  },
  'resources/samples': { ours: [], packages: ['node:*'] },
};

/** The room a file lies in: the longest that begins its path. */
function roomOf(file: string): string | undefined {
  return Object.keys(MAY_IMPORT)
    .filter((room) => file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Every import of one file that goes the wrong way, as a sentence. Files outside all rooms and tests may import anything. */
export function wrongImports(file: string, code: string): readonly string[] {
  const room = roomOf(file);
  if (room === undefined || isTest(file)) return [];
  const { ours, packages } = MAY_IMPORT[room];
  return importsOf(code).flatMap((name) => {
    const target = resolveImport(file, name);
    if (target === undefined) {
      return packages === undefined || packages.some((allowed) => matches(name, allowed)) ? [] : [`${file} imports the package ${name}`];
    }
    const targetRoom = roomOf(target);
    if (targetRoom === room || ours.some((allowed) => targetRoom === allowed || target === allowed || target.startsWith(`${allowed}/`)))
      return [];
    return [`${file} imports ${target}`];
  });
}

function isTest(file: string): boolean {
  return /\.(test|types\.test)\.tsx?$/.test(file) || file.includes('/testing/');
}

function matches(name: string, allowed: string): boolean {
  return allowed.endsWith('*') ? name.startsWith(allowed.slice(0, -1)) : name === allowed;
}
