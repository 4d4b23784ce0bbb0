// `node scripts/run.mjs FILE args…`: prepares the clone and runs FILE on a Node that is new enough.
import { prepare, runNode } from './bootstrap.mjs';

process.exitCode = await runNode(await prepare(), process.argv.slice(2));
