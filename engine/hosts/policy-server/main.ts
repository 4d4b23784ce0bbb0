import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isAppError } from '../../base/app-error.ts';
import { runPolicyServer } from './run-policy-server.ts';

// The policy server as a program of its own, for containers: `node engine/hosts/policy-server/main.ts`. The command line's
// `logsift policy-server` is the same.

const Package = z.object({ version: z.string() });
const { version } = Package.parse(JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')));

try {
  process.exitCode = await runPolicyServer(process.argv.slice(2), version, {
    write: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(`${text}\n`),
  });
} catch (error) {
  process.stderr.write(
    `logsift: ${isAppError(error) ? `${error.message} [${error.code}]` : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = isAppError(error, 'BAD_REQUEST') ? 2 : isAppError(error) ? 3 : 70;
}
