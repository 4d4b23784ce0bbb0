#!/usr/bin/env node
// The command line's door: prepares the clone if need be, then runs the real thing on a Node that is new enough.
import { main, prepare, runNode, TIED } from '../scripts/bootstrap.mjs';

const args = process.argv.slice(2);
const needsWindow = args[0] === 'serve' && !args.includes('--help') && !args.includes('-h');
await main(async () => runNode(await prepare(needsWindow ? ['web'] : []), ['engine/hosts/cli/main.ts', ...args], TIED));
