import type { FormatDefinition } from './definition.ts';
import { type ValueEnd, valueEndOf } from './match-value.ts';
import { type Element, type Field, fieldNamed } from './pattern.ts';

export const CODE = { literal: 0, spaces: 1, optional: 2, time: 3, level: 4, message: 5, constant: 6, variable: 7, special: 8 } as const;

/** One step of a pattern; every step has the same shape, so that a loop over them stays fast. */
export interface Op {
  readonly code: number;
  /** Of a literal. */
  readonly bytes: Uint8Array;
  readonly field: Field;
  /** Place of `field` among those of the scanner. */
  readonly number: number;
  readonly valueEnd: ValueEnd;
  /** Of an optional group. */
  readonly program: readonly Op[];
}

const NO_FIELD = fieldNamed('', 'word', false);
const NOTHING = { bytes: new Uint8Array(0), field: NO_FIELD, number: 0, valueEnd: valueEndOf(NO_FIELD), program: [] };

/**
 * The steps of a pattern of `definition`.
 * @param varying fields that are constant in it but have too many values in this source
 * @param fields those of the scanner so far; the ones of this pattern are added
 */
export function patternProgram(
  elements: readonly Element[],
  definition: FormatDefinition,
  varying: ReadonlySet<string>,
  fields: Field[],
): readonly Op[] {
  return elements.map((element): Op => {
    if (element.kind === 'literal') return { ...NOTHING, code: CODE.literal, bytes: element.bytes };
    if (element.kind === 'spaces') return { ...NOTHING, code: CODE.spaces };
    if (element.kind === 'optional')
      return { ...NOTHING, code: CODE.optional, program: patternProgram(element.elements, definition, varying, fields) };
    const field = varying.has(element.name) ? { ...element, constant: false } : element;
    return { ...NOTHING, code: codeOf(field, definition), field, number: fields.push(field) - 1, valueEnd: valueEndOf(field) };
  });
}

function codeOf(field: Field, { messageFrom, messageUntil }: FormatDefinition): number {
  if (field.type === 'time' || field.type === 'epoch' || field.type === 'syslog' || field.type === 'weekday') return CODE.time;
  if (field.type === 'level') return CODE.level;
  if (field.type === 'message') return CODE.message;
  const isSpecial =
    field.type === 'letter' || field.type === 'sd' || field.name === 'level' || field.name === messageFrom || field.name === messageUntil;
  return isSpecial ? CODE.special : field.constant ? CODE.constant : CODE.variable;
}
