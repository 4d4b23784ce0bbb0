import { readFileSync } from 'node:fs';
import { isAppError } from '../../base/app-error.ts';
import type { LogsiftClient } from '../../contract/api.ts';
import { type Call, parseCall, wrongCallCode } from './arguments.ts';
import { onInterrupt } from './interrupt.ts';
import { type Output, processOutput, savedText } from './output.ts';
import { HELP } from './usage.ts';

const WRONG_CALL = 2;
const UNREADABLE = 3;
const BROKEN = 70;

/** Each command brings its own part of the engine when it is called: help and mistakes are answered at once. */
async function run(argv: readonly string[], output: Output): Promise<number> {
  const version = readVersion();
  // These have options of their own, and no investigation.
  const [command, what, ...rest] = argv;
  if (command === 'policy-server')
    return (await import('../policy-server/run-policy-server.ts')).runPolicyServer(argv.slice(1), version, output);
  if (command === 'policy' && what === 'export') return (await import('./policy-export.ts')).policyExport(rest, version, output);
  if (command === 'policy' && (what === 'publish' || what === 'history' || what === 'rollback'))
    return (await import('./policy-publish.ts')).policyOnServer(what, rest, output);
  const call = parseCall(argv);
  switch (call.command) {
    case 'help':
      output.write(HELP);
      return 0;
    case 'version':
      output.write(`logsift ${version}\n`);
      return 0;
    case 'templates':
      return call.options.messages === undefined
        ? inSession(call, version, output)
        : (await import('./templates.ts')).templates(call, output);
    case 'detect':
      return await (await import('./detect.ts')).detect(call, output);
    case 'policy':
      return isPolicyOfFiles(call) ? (await import('./policy-files.ts')).policyFiles(call, output) : inSession(call, version, output);
    case 'sample':
      return (await import('./sample.ts')).sample(call, output);
    case 'serve':
      return (await import('./serve.ts')).serveWindow(call, version, output);
    default:
      return inSession(call, version, output);
  }
}

/** Whether no investigation is needed. */
function isPolicyOfFiles({ files }: Call): boolean {
  return files[0] === 'eval' || files[0] === 'schema';
}

async function inSession(call: Call, version: string, output: Output): Promise<number> {
  const session = (await import('./session.ts')).openSession(version);
  const release = onInterrupt(
    (exitCode) =>
      void session
        .close()
        .catch((error: unknown) => report(error, output))
        .finally(() => process.exit(exitCode)),
  );
  let exitCode: number;
  try {
    exitCode = await answer(session.client, call, output);
  } finally {
    release();
    await session.close();
  }
  // Only now: until the session is closed, nobody knows whether the disk took it.
  if (call.options.save !== undefined && call.options.json !== true) output.write(savedText(call.options.save));
  return exitCode;
}

async function answer(client: LogsiftClient, call: Call, output: Output): Promise<number> {
  if (call.command === 'analyze') return await (await import('./analyze.ts')).analyze(client, call, output);
  if (call.command === 'drop-rule') return await (await import('./drop-rule.ts')).dropRule(client, call, output);
  if (call.command === 'pull') return await (await import('./pull.ts')).pull(client, call, output);
  if (call.command === 'templates') return await (await import('./list-templates.ts')).listTemplates(client, call, output);
  if (call.command === 'search') return await (await import('./search.ts')).search(client, call, output);
  if (call.command === 'compare') return await (await import('./compare.ts')).compare(client, call, output);
  if (call.command === 'anomalies') return await (await import('./anomalies.ts')).anomalies(client, call, output);
  if (call.command === 'explain') return await (await import('./explain.ts')).explain(client, call, output);
  if (call.command === 'policy') return await (await import('./policy.ts')).policy(client, call, output);
  if (call.command === 'ask') return await (await import('./ask.ts')).ask(client, call, output);
  const { formats } = await client.listFormats({});
  output.write(
    call.options.json
      ? `${JSON.stringify(formats)}\n`
      : formats.map((format) => `${format.id.padEnd(18)} ${format.title}\n${' '.repeat(19)}${format.example}\n`).join(''),
  );
  return 0;
}

function readVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '0.0.0';
}

const output = processOutput();
// A reader that goes away (`| head`) ends the command, it is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : BROKEN));
try {
  process.exitCode = await run(process.argv.slice(2), output);
} catch (error) {
  output.progress(undefined);
  process.exitCode = report(error, output);
}

/** Says what failed. @returns the exit code that tells so */
function report(error: unknown, output: Output): number {
  if (isAppError(error)) {
    output.error(`logsift: ${error.message} [${error.code}]`);
    return wrongCallCode(error.code) === undefined ? UNREADABLE : WRONG_CALL;
  }
  output.error(`logsift: something failed that should not. ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return BROKEN;
}
