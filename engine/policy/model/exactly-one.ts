import type { z } from 'zod';

/**
 * Lets an object through that has exactly one of the keys, and says which it has otherwise. The keys are optional members of the
 * object: a union of objects would say no more than "invalid". The JSON Schema, where it has
 * the name `id`, says the same by `oneOf`.
 */
export function exactlyOne<Shape extends z.core.$ZodLooseShape>(
  object: z.ZodObject<Shape, z.core.$strict>,
  keys: readonly (keyof Shape & string)[],
  id: string,
) {
  return object
    .check(({ value, issues }) => {
      const present = keys.filter((key) => Reflect.get(value, key) !== undefined);
      if (present.length !== 1)
        issues.push({ code: 'custom', input: value, message: `needs exactly one of ${keys.join(', ')}; ${foundText(present)}` });
    })
    .meta({ id, oneOf: keys.map((key) => ({ required: [key] })) });
}

function foundText(present: readonly string[]): string {
  return present.length === 0 ? 'there is none' : `there are ${present.join(' and ')}`;
}
