// `npm run hooks`: git runs the checks in .githooks from now on, in this clone.
import { main, ROOT, run } from './bootstrap.mjs';

await main(() => run('git', ['config', 'core.hooksPath', '.githooks'], { cwd: ROOT, stdio: 'inherit' }));
