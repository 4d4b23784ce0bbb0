import type { LineScan } from '../../base/line-scan.ts';
import { SLOT } from '../../base/slot-kind.ts';
import type { Field } from './pattern.ts';
import { CODE, type Op } from './pattern-program.ts';
import { kindOfValue } from './value-kind.ts';

/** Matches a pattern against bytes[at, end). @returns where the match ends, -1 when the pattern does not fit */
export type PatternFunction = (bytes: Uint8Array, at: number, end: number, into: LineScan) => number;

/** What a scanner does with the pieces of a line, fields by their number. Each returns where its piece ends, -1 when it does not fit. */
export interface PatternSteps {
  readonly time: (field: number, bytes: Uint8Array, at: number, end: number, into: LineScan) => number;
  readonly level: (field: number, bytes: Uint8Array, at: number, end: number) => number;
  readonly message: (bytes: Uint8Array, at: number, end: number, into: LineScan) => number;
  readonly special: (field: number, bytes: Uint8Array, at: number, end: number, into: LineScan) => number;
  /** The value of a constant field is bytes[at, until). */
  readonly keep: (field: number, at: number, until: number) => number;
  /** The value of a variable field is bytes[at, until). @param kind a SLOT index */
  readonly vary: (field: number, kind: number, at: number, until: number, into: LineScan) => number;
  /** A group that need not be there. */
  readonly optional: (group: PatternFunction, bytes: Uint8Array, at: number, end: number, into: LineScan) => number;
}

/** What a whole value of `field` is: a SLOT index. */
export function kindOfField(field: Field, bytes: Uint8Array, at: number, end: number): number {
  return field.type === 'int' ? SLOT.number : kindOfValue(bytes, at, end);
}

/** Matches step by step: for patterns that are tried on a few lines only. */
export function steppedFunction(program: readonly Op[], steps: PatternSteps): PatternFunction {
  const groups = program.map((op) => steppedFunction(op.program, steps));
  return (bytes, from, end, into) => {
    let at = from;
    for (let index = 0; index < program.length && at >= 0; index++) {
      const { code, bytes: literal, field, number, valueEnd } = program[index];
      if (code === CODE.literal) at = literalEnd(literal, bytes, at, end);
      else if (code === CODE.spaces) at = spacesEnd(bytes, at, end);
      else if (code === CODE.optional) at = steps.optional(groups[index], bytes, at, end, into);
      else if (code === CODE.time) at = steps.time(number, bytes, at, end, into);
      else if (code === CODE.level) at = steps.level(number, bytes, at, end);
      else if (code === CODE.message) at = steps.message(bytes, at, end, into);
      else if (code === CODE.special) at = steps.special(number, bytes, at, end, into);
      else {
        const until = valueEnd(field, bytes, at, end);
        if (until < 0) return -1;
        if (code === CODE.constant) at = steps.keep(number, at, until);
        else at = steps.vary(number, kindOfField(field, bytes, at, until), at, until, into);
      }
    }
    return at;
  };
}

function literalEnd(literal: Uint8Array, bytes: Uint8Array, at: number, end: number): number {
  if (at + literal.length > end) return -1;
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return -1;
  return at + literal.length;
}

/** One space or more; none at the end of the line, where writers and editors take them away. */
function spacesEnd(bytes: Uint8Array, at: number, end: number): number {
  let until = at;
  while (until < end && (bytes[until] === 0x20 || bytes[until] === 0x09)) until++;
  return until === at && at < end ? -1 : until;
}

const STEPS = ['time', 'level', 'message', 'special', 'keep', 'vary', 'optional'] satisfies readonly (keyof PatternSteps)[];
/** Everything else the text of a function names. */
const GIVEN = ['steps', 'program', 'groups', 'spacesEnd', 'kindOfValue'];

/**
 * As steppedFunction, but written and compiled for this pattern: no step asks what the next one is, which is most of the cost of a header.
 * The text consists of numbers and of the names above; of the definition it holds the bytes of literals.
 */
export function writtenFunction(program: readonly Op[], steps: PatternSteps): PatternFunction {
  const groups = program.map((op) => (op.code === CODE.optional ? writtenFunction(op.program, steps) : undefined));
  const text = [
    '"use strict";',
    `const { ${STEPS.join(', ')} } = steps;`,
    ...program.map((_, i) => `const { field: field${i}, valueEnd: valueEnd${i} } = program[${i}], group${i} = groups[${i}];`),
    'return (bytes, from, end, into) => {',
    '  let at = from, until = 0;',
    ...program.map((op, i) => `  ${written(op, i)}`),
    '  return at;',
    '};',
  ].join('\n');
  return new Function(...GIVEN, text)(steps, program, groups, spacesEnd, kindOfValue);
}

/** The statements of one step; `at` is where it begins and, behind them, where it ended. */
function written({ code, bytes, field, number }: Op, index: number): string {
  const orFail = 'if (at < 0) return -1;';
  switch (code) {
    case CODE.literal: {
      const differs = [...bytes].map((byte, i) => `bytes[at + ${i}] !== ${byte}`);
      return `if (at + ${bytes.length} > end || ${differs.join(' || ')}) return -1; at += ${bytes.length};`;
    }
    case CODE.spaces:
      return `at = spacesEnd(bytes, at, end); ${orFail}`;
    case CODE.optional:
      return `at = optional(group${index}, bytes, at, end, into);`;
    case CODE.time:
      return `at = time(${number}, bytes, at, end, into); ${orFail}`;
    case CODE.level:
      return `at = level(${number}, bytes, at, end); ${orFail}`;
    case CODE.message:
      return 'at = message(bytes, at, end, into);';
    case CODE.special:
      return `at = special(${number}, bytes, at, end, into); ${orFail}`;
    default: {
      const kind = field.type === 'int' ? SLOT.number : 'kindOfValue(bytes, at, until)';
      const taken = code === CODE.constant ? `keep(${number}, at, until)` : `vary(${number}, ${kind}, at, until, into)`;
      return `until = valueEnd${index}(field${index}, bytes, at, end); if (until < 0) return -1; at = ${taken};`;
    }
  }
}
