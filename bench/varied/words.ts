import type { FastRandom } from './fast-random.ts';

/** What the constant text of log messages is made of. */
export const SUBJECTS = [
  'connection',
  'request',
  'session',
  'transaction',
  'snapshot',
  'replica',
  'partition',
  'consumer',
  'producer',
  'cursor',
  'lease',
  'token',
  'worker',
  'scheduler',
  'queue',
  'batch',
  'segment',
  'index',
  'cache',
  'checkpoint',
  'migration',
  'certificate',
  'payment',
  'order',
  'cart',
  'invoice',
  'shipment',
  'refund',
  'upload',
  'download',
  'webhook',
  'subscription',
  'heartbeat',
  'election',
  'barrier',
  'stream',
  'buffer',
  'socket',
  'tunnel',
  'handshake',
  'volume',
  'container',
  'deployment',
  'rollout',
  'probe',
  'config',
  'secret',
  'policy',
  'quota',
  'limit',
];
export const VERBS = [
  'accepted',
  'closed',
  'opened',
  'refused',
  'expired',
  'renewed',
  'started',
  'finished',
  'aborted',
  'retried',
  'skipped',
  'merged',
  'split',
  'flushed',
  'compacted',
  'evicted',
  'promoted',
  'demoted',
  'acquired',
  'released',
  'scheduled',
  'dropped',
  'rebalanced',
  'replayed',
  'verified',
  'rejected',
  'throttled',
  'resumed',
  'suspended',
  'published',
  'committed',
  'rolled back',
  'timed out',
  'not found',
  'already exists',
  'is stale',
];
export const LINKS = [
  'for',
  'by',
  'from',
  'to',
  'after',
  'with',
  'in',
  'of',
  'on',
  'at',
  'because of',
  'instead of',
  'while reading',
  'before',
];
export const KEYS = [
  'attempt',
  'bytes',
  'client',
  'code',
  'count',
  'depth',
  'dur',
  'elapsed',
  'epoch',
  'host',
  'id',
  'key',
  'lag',
  'left',
  'limit',
  'node',
  'offset',
  'owner',
  'page',
  'path',
  'peer',
  'pool',
  'port',
  'rate',
  'region',
  'retries',
  'rows',
  'shard',
  'size',
  'status',
  'table',
  'term',
  'topic',
  'trace',
  'user',
  'wait',
];

const ONSETS = [
  'b',
  'br',
  'c',
  'ch',
  'd',
  'dr',
  'f',
  'g',
  'gr',
  'h',
  'j',
  'k',
  'l',
  'm',
  'n',
  'p',
  'pr',
  'qu',
  'r',
  's',
  'sh',
  'st',
  't',
  'tr',
  'v',
  'w',
  'z',
];
const NUCLEI = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'io', 'ou'];
const CODAS = ['', '', 'l', 'm', 'n', 'r', 's', 't', 'x', 'nd', 'rk', 'st'];

/** A word that no dictionary has: letters only, so that masking by shape cannot see that it is a variable. */
export function inventWord(random: FastRandom, syllables: number): string {
  let word = '';
  for (let syllable = 0; syllable < syllables; syllable++) word += random.of(ONSETS) + random.of(NUCLEI) + random.of(CODAS);
  return word;
}

/** Words by rank, all distinct; drawn by Zipf's law they never run out within a benchmark. */
export class WordList {
  readonly bytes: readonly Uint8Array[];

  constructor(random: FastRandom, count: number) {
    const words = new Set<string>();
    while (words.size < count) words.add(inventWord(random, words.size < 2_000 ? 2 : 3));
    this.bytes = [...words].map((word) => Buffer.from(word));
  }

  /**
   * A word whose rank r has about the weight r^-exponent; `salt` gives every template its own favourites.
   * @param inverse 1 / (1 - exponent), computed once
   */
  draw(random: FastRandom, inverse: number, salt: number): Uint8Array {
    const rank = Math.floor((1 - random.unit()) ** inverse);
    return this.bytes[(rank + salt) % this.bytes.length];
  }
}
