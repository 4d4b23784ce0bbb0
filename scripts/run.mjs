// `node scripts/run.mjs FILE args…`: prepares the clone and runs FILE on a Node that is new enough.
import { main, prepare, runNode } from './bootstrap.mjs';

await main(async () => runNode(await prepare(), process.argv.slice(2)));
