// `npm run dev:web [files…]`: the window with hot reload by Vite, the engine behind it by the loopback host.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const engine = spawn(process.execPath, ['engine/hosts/cli/main.ts', 'serve', '--no-open', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: ['inherit', 'pipe', 'inherit'],
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => engine.kill(signal));
engine.on('exit', (code) => process.exit(code ?? 1));

for await (const line of createInterface(engine.stdout)) {
  const address = /https?:\S+/.exec(line)?.[0];
  if (address === undefined) continue;
  const { origin, hash } = new URL(address);
  // The host answers its own page only, so requests arrive there as if from it.
  const toEngine = { target: origin, changeOrigin: true, headers: { origin } };
  const server = await createServer({
    configFile: fileURLToPath(new URL('../vite.config.web.ts', import.meta.url)),
    root: fileURLToPath(new URL('../renderer', import.meta.url)),
    server: { host: '127.0.0.1', proxy: { '/upload': toEngine, '/rpc': { ...toEngine, ws: true, rewriteWsOrigin: true } } },
  });
  await server.listen();
  process.stdout.write(`Logsift, with hot reload, is at ${server.resolvedUrls?.local[0] ?? ''}${hash}\n`);
}
