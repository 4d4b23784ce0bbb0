import type { LogRecord, Value } from '../../policy/evaluate/record.ts';
import { applyTransforms, type CompiledTransform, compileTransform } from '../../policy/evaluate/transforms.ts';
import type { Policy } from '../../policy/model/policy.ts';

/** By how many bytes records get smaller. */
export interface Shortening {
  readonly bytes: number;
  /** By policy number, each as if it were alone. */
  readonly byPolicy: ReadonlyMap<number, number>;
}

/** By how much transforms shorten what stays: the text that they take out of the message, and fields that they leave out with their names. */
export class Shortenings {
  readonly #transforms: readonly (CompiledTransform | undefined)[];

  /** @param policies in the order in which their numbers count */
  constructor(policies: readonly Policy[]) {
    // What is added or named anew makes no line of a source longer: those are what is counted.
    this.#transforms = policies.map(({ log_transform: transform }) => transform && compileTransform({ ...transform, rename: [], add: [] }));
  }

  /** @param isJson fields stand between quotes and commas, else as name=value */
  of(record: LogRecord, matched: readonly number[], isJson: boolean): Shortening {
    const transforms = matched.flatMap((number) => {
      const transform = this.#transforms[number];
      return transform === undefined ? [] : [{ number, transform }];
    });
    const before = sizeOf(record, isJson);
    const after = (of: readonly CompiledTransform[]): number => {
      const changed = { ...record };
      applyTransforms(changed, of, false);
      return sizeOf(changed, isJson);
    };
    const byPolicy = new Map(transforms.map(({ number, transform }) => [number, before - after([transform])]));
    const [single] = byPolicy.values();
    return { bytes: byPolicy.size === 1 ? single : before - after(transforms.map(({ transform }) => transform)), byPolicy };
  }
}

/** Bytes of what was read of a record, as they stand in a line. */
function sizeOf({ body, attributes }: LogRecord, isJson: boolean): number {
  let bytes = bytesOf(body);
  for (const [name, value] of Object.entries(attributes)) bytes += Buffer.byteLength(name) + bytesOf(value) + marksOf(value, isJson);
  return bytes;
}

function bytesOf(value: Value | undefined): number {
  return value === undefined ? 0 : Buffer.byteLength(String(value));
}

/** What stands as it is in JSON; text that looks like it is taken for it. */
const BARE = /^(?:-?[0-9]+(?:\.[0-9]+)?|true|false|null)$/;

/** Quotes, colon and comma of JSON; equals sign and space. */
function marksOf(value: Value, isJson: boolean): number {
  if (!isJson) return 2;
  return BARE.test(String(value)) ? 4 : 6;
}
