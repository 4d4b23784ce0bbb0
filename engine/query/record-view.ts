import type { FilterNode } from '../base/filter/ast.ts';
import { foldCase } from '../base/filter/ast.ts';
import { type Level, levelAt } from '../base/level.ts';
import { NO_TIME } from '../base/time.ts';
import type { IndexedBlock } from './block-table.ts';
import type { Shard } from './shard.ts';

/** Characters of message or rest shown in a list. */
export const SHOWN_CHARACTERS = 2_000;
const MAX_HITS = 100;

/** A record as lists show it (contract: LogRecord), without what the user noted about it. */
export interface BareRecord {
  readonly id: string;
  readonly sourceId: number;
  readonly byteOffset: number;
  readonly line: number;
  readonly lineCount: number;
  readonly timeUs: number | undefined;
  readonly timeInherited: boolean;
  readonly level: Level;
  readonly service: string | undefined;
  readonly patternId: string;
  readonly message: { text: string; slot?: number }[];
  readonly rest: string | undefined;
  readonly bytes: number;
  readonly cut: boolean;
  readonly hits: [number, number][];
}

/** Finds in a text what a query's text conditions hit. */
export type FindHits = (text: string) => [number, number][];

export function recordView(shard: Shard, block: IndexedBlock, row: number, findHits: FindHits): BareRecord {
  const reader = shard.blocks.open(block);
  const signatureId = block.ids[reader.signatures()[row]];
  const { signature, pattern, variables } = shard.table.open(signatureId);
  const service = shard.serviceOf(signatureId, block.sourceId);
  const timeUs = reader.times()[row];
  const pieces: { text: string; slot?: number }[] = [];
  for (const part of pattern.template.parts) {
    if ('text' in part) pieces.push({ text: part.text });
    else
      pieces.push({
        text: shard.values.value(reader, row, variables[part.slot]?.pieces ?? [], signature.timeLayout, signature.escaped),
        slot: part.slot,
      });
  }
  const message = cutPieces(pieces);
  const tail = reader.tail(row);
  const rest = tail === undefined ? undefined : decodeHead(tail);
  const text = message.pieces.map((piece) => piece.text).join('');
  return {
    id: `${block.id}-${row}`,
    sourceId: block.sourceId,
    byteOffset: block.byteOffset + reader.byteOffset(row),
    line: block.firstLine + reader.line(row),
    lineCount: reader.lineCountOf(row),
    timeUs: timeUs === NO_TIME ? undefined : timeUs,
    timeInherited: signature.timeLayout === 0 && timeUs !== NO_TIME,
    level: levelAt(signature.level),
    service: service === 0 ? undefined : shard.table.services[service],
    patternId: pattern.fingerprint,
    message: message.pieces,
    rest: rest?.slice(0, SHOWN_CHARACTERS),
    bytes: reader.byteCount(row),
    cut: message.cut || (rest !== undefined && rest.length > SHOWN_CHARACTERS),
    hits: findHits(text),
  };
}

function cutPieces(pieces: readonly { text: string; slot?: number }[]): {
  readonly pieces: { text: string; slot?: number }[];
  readonly cut: boolean;
} {
  const kept: { text: string; slot?: number }[] = [];
  let left = SHOWN_CHARACTERS;
  for (const piece of pieces) {
    if (piece.text.length <= left) {
      kept.push(piece);
      left -= piece.text.length;
      continue;
    }
    if (left > 0) kept.push({ ...piece, text: piece.text.slice(0, left) });
    return { pieces: kept, cut: true };
  }
  return { pieces: kept, cut: false };
}

/** Enough of the tail for what is shown: a character has at most four bytes. */
function decodeHead(bytes: Uint8Array): string {
  const length = Math.min(bytes.length, (SHOWN_CHARACTERS + 8) * 4);
  return Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('utf8');
}

/** What the text conditions of a query hit; those that are negated hit nothing. */
export function hitFinder(node: FilterNode): FindHits {
  const words: string[] = [];
  const regexes: RegExp[] = [];
  const collect = (part: FilterNode): void => {
    if (part.kind === 'and' || part.kind === 'or') part.parts.forEach(collect);
    else if (part.kind === 'text') words.push(foldCase(part.text));
    else if (part.kind === 'regex') regexes.push(new RegExp(part.source, part.ignoreCase ? 'gi' : 'g'));
  };
  collect(node);
  if (words.length + regexes.length === 0) return () => [];
  return (text) => {
    const hits: [number, number][] = [];
    const lower = foldCase(text);
    for (const word of words)
      for (let at = lower.indexOf(word); at >= 0 && hits.length < MAX_HITS; at = lower.indexOf(word, at + word.length))
        hits.push([at, at + word.length]);
    for (const regex of regexes) {
      for (const match of text.matchAll(regex)) {
        if (hits.length >= MAX_HITS) break;
        if (match[0].length > 0) hits.push([match.index, match.index + match[0].length]);
      }
    }
    return joined(hits.sort((a, b) => a[0] - b[0]));
  };
}

function joined(hits: readonly [number, number][]): [number, number][] {
  const out: [number, number][] = [];
  for (const [from, until] of hits) {
    const last = out.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], until);
    else out.push([from, until]);
  }
  return out;
}
