import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file made to cause trouble, and what is known about its lines. */
export interface HostileFile {
  readonly path: string;
  readonly bytes: number;
  /** Lines as `wc -l` counts them, plus one where the last has no ending. */
  readonly lines: number;
}

const START_MS = Date.UTC(2026, 8, 14, 13, 40);
const LEVELS = ['INFO', 'DEBUG', 'INFO', 'WARN', 'INFO', 'ERROR'];

/** `2026-09-14T13:40:00.250Z INFO  [worker-1] shop.Cart: …`: an ordinary line, one every 250 ms. */
export function ordinaryLine(index: number): string {
  const time = new Date(START_MS + index * 250).toISOString();
  return `${time} ${LEVELS[index % LEVELS.length].padEnd(5)} [worker-${index % 7}] shop.Cart: item ${1_000 + index} added in ${index % 90}ms`;
}

export function ordinaryLines(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => ordinaryLine(from + index));
}

function write(folder: string, name: string, content: string | Uint8Array, lines: number): HostileFile {
  const file = path.join(folder, name);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  writeFileSync(file, bytes);
  return { path: file, bytes: bytes.length, lines };
}

export const ordinary = (folder: string, lines = 100, name = 'ordinary.log'): HostileFile =>
  write(folder, name, `${ordinaryLines(lines).join('\n')}\n`, lines);

export const empty = (folder: string): HostileFile => write(folder, 'empty.log', '', 0);

export const onlyBlankLines = (folder: string): HostileFile => write(folder, 'blank.log', '\n\n\r\n\n', 4);

/** A PNG's head and then every byte value in turn. */
export function binary(folder: string): HostileFile {
  const bytes = new Uint8Array(64 * 1024);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Math.imul(index, 0x9e3779b1) >>> 24;
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52]);
  return write(folder, 'picture.log', bytes, bytes.filter((byte) => byte === 10).length);
}

/** A gzip file cut in the middle; some of its lines can be read. `lines` are those of the whole text. */
export function halfGzip(folder: string, lines = 20_000): HostileFile {
  const whole = gzipSync(`${ordinaryLines(lines).join('\n')}\n`);
  return write(folder, 'half.log.gz', whole.subarray(0, whole.length >> 1), lines);
}

/** A whole gzip file with bytes behind it that are not gzip. */
export function gzipWithRubbish(folder: string, lines = 50): HostileFile {
  return write(
    folder,
    'rubbish-behind.log.gz',
    Buffer.concat([gzipSync(`${ordinaryLines(lines).join('\n')}\n`), Buffer.from('not gzip at all')]),
    lines,
  );
}

/** Two gzip members, the second in the middle of a line, and zeros that fill up a block: all of it is legal. */
export function gzipMembers(folder: string, lines = 50): HostileFile {
  const text = `${ordinaryLines(lines).join('\n')}\n`;
  const middle = text.length >> 1;
  const parts = [gzipSync(text.slice(0, middle)), gzipSync(text.slice(middle)), Buffer.alloc(512)];
  return write(folder, 'members.log.gz', Buffer.concat(parts), lines);
}

/**
 * One ordinary line, one line of `bytes` bytes without an end, one ordinary line: written piece by piece, never held whole.
 */
export function giantLine(folder: string, bytes = 100_000_000): HostileFile {
  const file = path.join(folder, 'giant-line.log');
  const fd = openSync(file, 'w');
  try {
    let written = writeSync(fd, `${ordinaryLine(0)}\n${ordinaryLine(1)} `);
    const piece = Buffer.alloc(1 << 20, 'payload=0123456789abcdef ');
    for (let left = bytes; left > 0; left -= piece.length) written += writeSync(fd, piece, 0, Math.min(left, piece.length));
    written += writeSync(fd, `\n${ordinaryLine(2)}\n`);
    return { path: file, bytes: written, lines: 3 };
  } finally {
    closeSync(fd);
  }
}

/** NUL bytes within and between lines, as a machine leaves them that lost power while it wrote. */
export function nulBytes(folder: string): HostileFile {
  const lines = ordinaryLines(40);
  lines[10] = `${lines[10]} before\0after`;
  lines[20] = `\0\0\0\0\0\0\0\0${lines[20]}`;
  return write(folder, 'nul.log', `${lines.join('\n')}\n`, 40);
}

export const windowsLines = (folder: string): HostileFile => write(folder, 'crlf.log', `${ordinaryLines(100).join('\r\n')}\r\n`, 100);

/** A carriage return alone does not end a line: progress bars write it. */
export function loneCarriageReturns(folder: string): HostileFile {
  const lines = ordinaryLines(60);
  lines[30] = `${lines[30]} 10%\r 50%\r 100%`;
  return write(folder, 'lone-cr.log', `${lines.join('\n')}\n`, 60);
}

/** Lines that end with a carriage return alone, as old systems and some devices write them; a record of two lines among them. */
export function carriageReturnLines(folder: string, lines = 120): HostileFile {
  const text = ordinaryLines(lines - 1);
  text.splice(10, 0, '\tat shop.Cart.add(Cart.java:7)');
  return write(folder, 'cr-only.log', `${text.join('\r')}\r`, lines);
}

export const byteOrderMark = (folder: string): HostileFile => write(folder, 'bom.log', `\u{feff}${ordinaryLines(80).join('\n')}\n`, 80);

export function utf16(folder: string, order: 'little' | 'big' = 'little'): HostileFile {
  const bytes = Buffer.from(`\u{feff}${ordinaryLines(80).join('\r\n')}\r\n`, 'utf16le');
  return write(folder, `utf16-${order}.log`, order === 'little' ? bytes : bytes.swap16(), 80);
}

/** Bytes that are no UTF-8, in the middle of lines: Latin-1 umlauts. */
export function invalidUtf8(folder: string): HostileFile {
  const text = `${ordinaryLines(50)
    .map((line) => `${line} für Käufer`)
    .join('\n')}\n`;
  return write(folder, 'latin1.log', Buffer.from(text, 'latin1'), 50);
}

export const noNewlineAtEnd = (folder: string): HostileFile => write(folder, 'no-newline.log', ordinaryLines(75).join('\n'), 75);

export function noTimestamps(folder: string): HostileFile {
  const lines = Array.from({ length: 120 }, (_, index) => `step ${index} of the build finished with ${index % 3} warnings`);
  return write(folder, 'no-times.log', `${lines.join('\n')}\n`, 120);
}

/** Every tenth line was written up to an hour before the one above it. */
export function outOfOrder(folder: string): HostileFile {
  const lines = Array.from({ length: 500 }, (_, index) => ordinaryLine(index % 10 === 9 ? Math.max(0, index * 40 - 14_400) : index * 40));
  return write(folder, 'out-of-order.log', `${lines.join('\n')}\n`, 500);
}

/** Only stack frames: continuation lines without a line to continue. */
export function orphanContinuation(folder: string): HostileFile {
  const frames = Array.from({ length: 30 }, (_, index) => `\tat shop.Cart.add(Cart.java:${index})`);
  return write(folder, 'orphan.log', `${[...frames, ...ordinaryLines(10)].join('\n')}\n`, 40);
}

export function directoryWithoutLogs(folder: string): string {
  const directory = path.join(folder, 'no-logs');
  mkdirSync(path.join(directory, 'nothing', 'here'), { recursive: true });
  writeFileSync(path.join(directory, '.hidden'), 'not a log\n');
  return directory;
}

/**
 * A file its owner may not read. The system's administrator reads it all the same, and Windows has no such mode:
 * then `whyNot` says so and the test is skipped with that reason.
 */
export function unreadable(folder: string): { readonly file: HostileFile; readonly whyNot: string | undefined } {
  const file = ordinary(folder, 10, 'secret.log');
  chmodSync(file.path, 0o000);
  try {
    readFileSync(file.path);
    return { file, whyNot: 'this user reads every file, whatever its mode' };
  } catch {
    return { file, whyNot: undefined };
  }
}
