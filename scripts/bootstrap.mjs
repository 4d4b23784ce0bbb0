// Plain ESM that Node 20 runs: makes a fresh clone ready and finds a Node that is new enough for the product.
// Everything it says goes to stderr; stdout belongs to the command.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = path.join(ROOT, '.cache');

/** zlib has zstd from 22.15 on, and types are stripped without a flag from 22.18 on. */
const LEAST_NODE = [22, 18];
const NODE_MAJOR = 24;

/**
 * Installs what is missing and builds what is stale.
 * @param {{ window?: boolean }} [want] window: the built page for the browser too
 * @returns {Promise<string>} path of a Node that is new enough
 */
export async function prepare({ window = false } = {}) {
  return locked(async () => {
    const node = await findNode();
    await installPackages(node);
    if (window) await buildWindow(node);
    return node;
  });
}

/** Runs Node from the project's folder's files, in the caller's folder. @returns {Promise<number>} exit code */
export function runNode(node, [script, ...args], options = {}) {
  return run(node, ['--disable-warning=ExperimentalWarning', path.join(ROOT, script), ...args], { stdio: 'inherit', ...options });
}

/** @returns {Promise<number>} exit code; 128 + signal number when it was killed */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    const forward = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, forward);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM']) process.off(name, forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
}

/** The running Node, or one from the npm registry in an ignored folder. */
async function findNode() {
  if (isNewEnough(process.version)) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = path.join(CACHE, 'runtime');
  const file = path.join(folder, 'node_modules', name, 'bin', platform === 'win' ? 'node.exe' : 'node');
  if (!existsSync(file)) {
    say(
      `Node ${process.version} is older than ${LEAST_NODE.join('.')}: fetching Node ${NODE_MAJOR} into ${path.relative(process.cwd(), folder) || folder} …`,
    );
    mkdirSync(folder, { recursive: true });
    await npm(['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${NODE_MAJOR}`], process.execPath);
  }
  return file;
}

/** `npm ci` when node_modules is missing or the lock file changed. Scripts stay off: every package ships what it needs. */
async function installPackages(node) {
  const stamp = path.join(ROOT, 'node_modules', '.logsift-stamp');
  const wanted = hashOf([path.join(ROOT, 'package-lock.json')]) + process.platform + process.arch;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Installing packages …');
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], node);
  writeFileSync(stamp, wanted);
}

/** The page for the browser, when a source of it is newer than the last build. */
async function buildWindow(node) {
  const stamp = path.join(ROOT, 'out', 'renderer', '.stamp');
  const wanted = hashOf(
    ['renderer', 'engine/base', 'engine/contract', 'vite.config.web.ts', 'package-lock.json'].flatMap((name) =>
      filesUnder(path.join(ROOT, name)),
    ),
  );
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Building the window …');
  const code = await run(
    node,
    [path.join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--config', 'vite.config.web.ts', '--logLevel', 'warn'],
    { cwd: ROOT, stdio: ['ignore', 2, 2] },
  );
  if (code !== 0) throw new Error('The window could not be built. The messages above say why.');
  writeFileSync(stamp, wanted);
}

/** npm under the given Node, because npm picks versions that suit the Node it runs on. */
async function npm(args, node) {
  const environment = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const code = await run(command, args, { cwd: ROOT, env: environment, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (code !== 0) throw new Error(`"npm ${args[0]}" failed. The messages above say why; run the command again when that is mended.`);
}

function filesUnder(target) {
  if (!existsSync(target)) return [];
  if (statSync(target).isFile()) return [target];
  return readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(path.relative(ROOT, file)).update(readFileSync(file));
  return hash.digest('hex');
}

/** Two commands at once must not install twice. A lock whose owner is gone is taken over. */
async function locked(work) {
  mkdirSync(CACHE, { recursive: true });
  const lock = path.join(CACHE, 'prepare.lock');
  while (!tryLock(lock)) await new Promise((resolve) => setTimeout(resolve, 200));
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isAlive(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
