import { z } from 'zod';
import { exactlyOne } from './exactly-one.ts';
import { Target } from './target.ts';

/** Whole numbers and fractions are one domain. A whole number beyond 2^53 has no exact place here and is refused. */
export const Scalar = z
  .union([
    z.string().max(65_536),
    z.number().refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), 'is a whole number beyond 2^53'),
    z.boolean(),
    z.strictObject({ bytes: z.base64() }),
  ])
  .meta({ id: 'Scalar' });

/** RE2 syntax, unanchored, on texts alone; `\A` and `\z` are the ends of the text. */
export const Regex = z.string().min(1).max(32_768);

/** How what was read is compared. Another type than the one compared with is no match, never an error. */
export const Predicate = exactlyOne(
  z.strictObject({
    exists: z.strictObject({}).optional(),
    equals: Scalar.optional(),
    regex: Regex.optional(),
    gt: z.number().optional(),
    gte: z.number().optional(),
    lt: z.number().optional(),
    lte: z.number().optional(),
    /** A member of an array, a part of a text, or a run of bytes. */
    contains: Scalar.optional(),
  }),
  ['exists', 'equals', 'regex', 'gt', 'gte', 'lt', 'lte', 'contains'],
  'Predicate',
);

export const Matcher = z.strictObject({ target: Target, predicate: Predicate, negate: z.boolean().default(false) }).meta({ id: 'Matcher' });

/** All of them must be true. */
export const Matches = z.array(Matcher).min(1, 'needs at least one matcher').max(256);

export type Scalar = z.output<typeof Scalar>;
export type Predicate = z.output<typeof Predicate>;
export type Matcher = z.output<typeof Matcher>;
