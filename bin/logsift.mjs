#!/usr/bin/env node
// The command line's door: prepares the clone if need be, then runs the real thing on a Node that is new enough.
import { prepare, runNode } from '../scripts/bootstrap.mjs';

const args = process.argv.slice(2);
const node = await prepare({ window: args[0] === 'serve' });
process.exitCode = await runNode(node, ['engine/hosts/cli/main.ts', ...args]);
