import { spawnSync } from 'node:child_process';
import { runMeasured } from './measured-process.ts';
import type { Probes } from './probes.ts';

export interface ToolResult {
  readonly what: string;
  readonly elapsedMs: number;
  readonly peakRssBytes: number | undefined;
  /** Bytes written or lines found, in words. */
  readonly outcome: string;
}

interface Tool {
  readonly program: string;
  readonly what: string;
  readonly args: (file: string, probes: Probes) => readonly string[];
  readonly outcome: (stdout: string) => string;
}

const lines = (stdout: string): string => `${Number(stdout.trim() || 0).toLocaleString('en')} lines`;

/** What people use today, on the same file and cores. */
const TOOLS: readonly Tool[] = [
  {
    program: 'lnav',
    what: 'lnav: index',
    args: (file) => ['-n', '-c', ';SELECT count(*) AS n FROM all_logs', '-c', ':write-csv-to -', file],
    outcome: (stdout) => `${stdout.trim().split('\n').at(-1) ?? ''} rows`,
  },
  { program: 'rg', what: 'rg: frequent word', args: (file, { frequentWord }) => ['-c', '-i', '-F', frequentWord, file], outcome: lines },
  { program: 'rg', what: 'rg: absent word', args: (file, { absentWord }) => ['-c', '-i', '-F', absentWord, file], outcome: lines },
  {
    program: 'rg',
    what: 'rg: regex without literal',
    args: (file, { regexWithoutLiteral }) => ['-c', regexWithoutLiteral, file],
    outcome: lines,
  },
  {
    program: 'sh',
    what: 'gzip -1',
    args: (file) => ['-c', 'gzip -1 -c "$0" | wc -c', file],
    outcome: (stdout) => `${(Number(stdout) / 1e6).toFixed(0)} MB`,
  },
];

/** Tools that are not installed are left out and named by `missing`. */
export async function measureOtherTools(
  file: string,
  probes: Probes,
): Promise<{ readonly results: readonly ToolResult[]; readonly missing: readonly string[] }> {
  const results: ToolResult[] = [];
  const missing = new Set<string>();
  for (const { program, what, args, outcome } of TOOLS) {
    const needed = program === 'sh' ? 'gzip' : program;
    if (spawnSync(needed, ['--version']).error !== undefined) {
      missing.add(needed);
      continue;
    }
    const { elapsedMs, peakRssBytes, stdout } = await runMeasured(program, args(file, probes));
    results.push({ what, elapsedMs, peakRssBytes, outcome: outcome(stdout) });
  }
  return { results, missing: [...missing] };
}
