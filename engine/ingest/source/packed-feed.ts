import { AppError } from '../../base/app-error.ts';
import type { ByteFeed } from './byte-feed.ts';
import type { Compression } from './container.ts';
import { PackedInput } from './packed-input.ts';
import { type Member, nextGzipMember, nextZstdMember } from './packed-members.ts';
import { systemCode, unreadable } from './resolve-sources.ts';
import { queueOf, type StreamQueue } from './stream-queue.ts';

type Packing = Exclude<Compression, 'none'>;

/**
 * A packed file, unpacked on the way. One that ends early or is damaged gives every byte before the break and then throws
 * UNREADABLE_SOURCE; one with something else behind its packed data gives all of that data and then throws TRAILING_BYTES.
 */
export function openPackedFeed(path: string, name: string, packing: Packing): ByteFeed {
  let input: PackedInput;
  try {
    input = new PackedInput(path);
  } catch (cause) {
    throw unreadable(name, cause);
  }
  return new PackedFeed(input, name, packing);
}

class PackedFeed implements ByteFeed {
  readonly #input: PackedInput;
  readonly #name: string;
  readonly #packing: Packing;
  #member: (Member & { readonly queue: StreamQueue }) | undefined;
  /** Given to the current member. */
  #givenBytes = 0;
  #memberCount = 0;
  #held: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(input: PackedInput, name: string, packing: Packing) {
    this.#input = input;
    this.#name = name;
    this.#packing = packing;
  }

  async read(target: Uint8Array, offset: number, length: number): Promise<number> {
    if (this.#at === this.#held.length) {
      const next = await this.#next();
      if (next === undefined) return 0;
      this.#held = next;
      this.#at = 0;
    }
    const count = Math.min(length, this.#held.length - this.#at);
    target.set(this.#held.subarray(this.#at, this.#at + count), offset);
    this.#at += count;
    return count;
  }

  consumed(): number {
    return this.#input.position;
  }

  close(): void {
    this.#member?.stream.destroy();
    this.#input.close();
  }

  async #next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const member = this.#member ?? this.#open();
      if (member === undefined) return undefined;
      const content = await member.queue.next().catch((cause: unknown) => this.#broken(member, cause));
      if (content !== undefined) {
        member.take(content);
        return content;
      }
      this.#end(member);
    }
  }

  /** The next member at work; undefined at the end of the file. */
  #open(): (Member & { readonly queue: StreamQueue }) | undefined {
    const isFirst = this.#memberCount === 0;
    if (!isFirst) this.#skipPadding();
    const next = this.#packing === 'gzip' ? nextGzipMember(this.#input) : nextZstdMember(this.#input);
    if (next === 'end') return undefined;
    if (next === 'cut') throw this.#unreadable('cut');
    if (next === 'other') throw isFirst ? this.#unreadable('damaged') : this.#trailing();
    this.#memberCount++;
    this.#givenBytes = 0;
    const member = { ...next, queue: queueOf(next.stream) };
    this.#member = member;
    this.#feed(member);
    return member;
  }

  /** Gives the member the next piece as soon as it has used up the one before: at most one is on the way. */
  #feed(member: Member): void {
    const { stream } = member;
    const piece = this.#input.take();
    if (piece === undefined) {
      stream.end();
      return;
    }
    this.#givenBytes += piece.length;
    stream.write(piece, (error) => {
      if (!error && this.#member === member && stream.bytesWritten === this.#givenBytes) this.#feed(member);
    });
  }

  #end(member: Member): void {
    this.#member = undefined;
    this.#input.giveBack(this.#givenBytes - member.stream.bytesWritten);
    const fault = member.finish(this.#input);
    if (fault !== undefined) throw this.#unreadable(fault);
  }

  /** A zstd stream that was given more right at the end of its frame takes it for a further frame, and fails where it is none. */
  #broken(member: Member, cause: unknown): undefined {
    const code = systemCode(cause);
    if (code === 'ZSTD_error_prefix_unknown' && member.stream.bytesWritten > 0) return undefined;
    throw this.#unreadable(code === 'Z_BUF_ERROR' || code === 'ZSTD_error_srcSize_wrong' ? 'cut' : 'damaged', cause);
  }

  /** Zeros behind the data fill up blocks of tapes and of disk space taken in advance. */
  #skipPadding(): void {
    while (this.#input.peek(1)[0] === 0) this.#input.skip(1);
  }

  #trailing(): AppError {
    const count = this.#input.sizeBytes - this.#input.position;
    const bytes = count === 1 ? '1 byte' : `${count.toLocaleString('en-US')} bytes`;
    return new AppError(
      'TRAILING_BYTES',
      `Behind the end of its ${this.#packing} data ${this.#name} has ${bytes} of something else. They were skipped; every line before them is in use. Should something be missing, copy the file again, then read it again.`,
    );
  }

  #unreadable(fault: 'cut' | 'damaged', cause?: unknown): AppError {
    const finding = fault === 'cut' ? `ends in the middle of its ${this.#packing} data` : `has damaged ${this.#packing} data`;
    const next = `${fault === 'cut' ? 'The copy was probably cut short: copy' : 'Copy'} the file again, then read it again.`;
    return new AppError('UNREADABLE_SOURCE', `${this.#name} ${finding}. The lines before that are fine and in use. ${next}`, { cause });
  }
}
