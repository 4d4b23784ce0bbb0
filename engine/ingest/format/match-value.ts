import type { Field, FieldType } from './pattern.ts';

/** Where the value of a field that begins at `at` ends; -1 when there is none. */
export type ValueEnd = (field: Field, bytes: Uint8Array, at: number, end: number) => number;

/** How the values of a field end. Knows every type but times, levels and messages: those end as words do. */
export function valueEndOf(field: Field): ValueEnd {
  if (field.type !== 'until') return VALUE_ENDS[field.type] ?? wordEnd;
  return field.stops.length === 0 ? lineEnd : field.stops.length === 1 ? singleUntilEnd : untilEnd;
}

const VALUE_ENDS: Readonly<Partial<Record<FieldType, ValueEnd>>> = {
  int: digitsEnd,
  code: codeEnd,
  name: (_, bytes, at, end) => nameEnd(bytes, at, end),
  dotted: dottedEnd,
  host: hostEnd,
  oneof: oneOfEnd,
  quoted: quotedEnd,
  sd: (_, bytes, at, end) => structuredDataEnd(bytes, at, end),
};

function digitsEnd(_: Field, bytes: Uint8Array, at: number, end: number): number {
  let until = at;
  while (until < end && isDigit(bytes[until])) until++;
  return until > at ? until : -1;
}

function codeEnd(_: Field, bytes: Uint8Array, at: number, end: number): number {
  return at + 3 <= end && isDigit(bytes[at]) && isDigit(bytes[at + 1]) && isDigit(bytes[at + 2]) ? at + 3 : -1;
}

function dottedEnd(_: Field, bytes: Uint8Array, at: number, end: number): number {
  const until = nameEnd(bytes, at, end);
  for (let i = at + 1; i < until - 1; i++) if (bytes[i] === 0x2e) return until;
  return -1;
}

function hostEnd(_: Field, bytes: Uint8Array, at: number, end: number): number {
  let until = at;
  while (until < end && (isLetter(bytes[until]) || isHostMark(bytes[until]))) until++;
  return until > at ? until : -1;
}

function quotedEnd(_: Field, bytes: Uint8Array, at: number, end: number): number {
  let until = at;
  while (until < end && bytes[until] !== 0x22) until += bytes[until] === 0x5c ? 2 : 1;
  return until < end ? until : -1;
}

function lineEnd(_: Field, _bytes: Uint8Array, _at: number, end: number): number {
  return end;
}

function wordEnd(field: Field, bytes: Uint8Array, at: number, end: number): number {
  const { stopBytes } = field;
  let until = at;
  while (until < end && bytes[until] !== 0x20 && bytes[until] !== 0x09) {
    if (stopBytes[bytes[until]] === 1 && stopsAt(field, bytes, until, end)) break;
    until++;
  }
  return until > at ? until : -1;
}

function untilEnd(field: Field, bytes: Uint8Array, at: number, end: number): number {
  const { stopBytes } = field;
  for (let i = at; i < end; i++) if (stopBytes[bytes[i]] === 1 && stopsAt(field, bytes, i, end)) return i;
  return -1;
}

function singleUntilEnd(field: Field, bytes: Uint8Array, at: number, end: number): number {
  const stop = field.stops[0];
  const first = stop[0];
  const isFirstSpace = first === 0x20;
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    if ((byte === first || (isFirstSpace && byte === 0x09)) && (stop.length === 1 || stopAt(stop, bytes, i, end))) return i;
  }
  return isFirstSpace && stop.length === 1 ? end : -1;
}

function stopsAt(field: Field, bytes: Uint8Array, at: number, end: number): boolean {
  const { stops } = field;
  for (let s = 0; s < stops.length; s++) if (stopAt(stops[s], bytes, at, end)) return true;
  return false;
}

function stopAt(stop: Uint8Array, bytes: Uint8Array, at: number, end: number): boolean {
  let i = 0;
  while (i < stop.length && fits(stop[i], at + i < end ? bytes[at + i] : -1, i === stop.length - 1)) i++;
  return i === stop.length;
}

function fits(wanted: number, byte: number, isLast: boolean): boolean {
  if (wanted === 0x20) return byte === 0x20 || byte === 0x09 || (isLast && byte === -1);
  return wanted === byte;
}

const IS_NAME = Uint8Array.from({ length: 256 }, (_, byte) => (/[A-Za-z0-9_.$/@#-]/.test(String.fromCharCode(byte)) && byte < 128 ? 1 : 0));

function nameEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || !(isLetter(bytes[at]) || bytes[at] === 0x5f)) return -1;
  let until = at;
  while (until < end && IS_NAME[bytes[until]] === 1) until++;
  return until;
}

function oneOfEnd(field: Field, bytes: Uint8Array, at: number, end: number): number {
  for (const word of field.words) {
    if (at + word.length > end) continue;
    let i = 0;
    while (i < word.length && bytes[at + i] === word[i]) i++;
    if (i === word.length) return at + i;
  }
  return -1;
}

function structuredDataEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at < end && bytes[at] === 0x2d) return at + 1;
  let until = at;
  while (until < end && bytes[until] === 0x5b) {
    let isQuoted = false;
    until++;
    while (until < end && (isQuoted || bytes[until] !== 0x5d)) {
      if (bytes[until] === 0x5c) until++;
      else if (bytes[until] === 0x22) isQuoted = !isQuoted;
      until++;
    }
    if (until >= end) return -1;
    until++;
  }
  return until > at ? until : -1;
}

/** Digits and . _ - : % */
function isHostMark(byte: number): boolean {
  return (byte >= 0x2d && byte <= 0x3a && byte !== 0x2f) || byte === 0x5f || byte === 0x25;
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

export function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}
