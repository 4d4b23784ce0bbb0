import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import type { LogTransform } from '../model/intents.ts';
import type { Matcher } from '../model/matcher.ts';
import { regexProblem } from '../model/regexes.ts';
import type { Target } from '../model/target.ts';
import { keepOf, type TeroKeep } from './keep.ts';
import { type TeroTarget, targetOfTero } from './target.ts';

/** A log policy of `tero.policy.v1`, its parts in our words. A policy with errors is inert. */
export interface TeroPolicy {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly matches: readonly Matcher[];
  readonly keep: TeroKeep;
  readonly sampleKey: Target | undefined;
  readonly transform: Pick<LogTransform, 'remove' | 'redact' | 'rename' | 'add'>;
  readonly errors: readonly string[];
}

const Given = z.record(z.string(), z.json());
const Policies = z.object({ policies: z.array(Given).default([]) });
const Labels = z.array(z.object({ key: z.string(), value: z.string().default('') }));

/**
 * Reads a set of policies, names of members in either case. Policies for other signals are left out.
 * @param name of the file, for messages
 * @throws AppError BAD_POLICY where there is no set at all
 */
export function readTeroPolicies(tree: unknown, name: string): readonly TeroPolicy[] {
  const parsed = Policies.safeParse(withSnakeNames(tree));
  if (!parsed.success)
    throw new AppError(
      'BAD_POLICY',
      `"${name}" is no set of tero.policy.v1: "policies" is missing or no list of objects. Nothing of it is applied.`,
    );
  return parsed.data.policies.flatMap((given) => {
    const log = Given.safeParse(given.log);
    return log.success ? [policyOf(given, log.data)] : [];
  });
}

type Members = z.output<typeof Given>;

function policyOf(given: Members, log: Members): TeroPolicy {
  const errors: string[] = [];
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const labels = Labels.safeParse(given.labels ?? []);
  const keep = keepOf(text(log.keep ?? 'all'));
  if (keep === undefined) errors.push(`log: keep: invalid value ${JSON.stringify(text(log.keep))}`);
  const matches = membersOf(log.match).flatMap((matcher, index) => matcherOf(matcher, `log: match[${index}]`, errors));
  if (membersOf(log.match).length === 0) errors.push('log: match: no matchers');
  const key = Given.safeParse(log.sample_key);
  const transform = transformOf(Given.safeParse(log.transform).data ?? {}, errors);
  const sampleKey = key.success ? nativeOf(targetOfTero(key.data), 'log: sample_key', errors) : undefined;
  return {
    id: text(given.id),
    name: text(given.name),
    description: text(given.description),
    enabled: given.enabled !== false,
    labels: Object.fromEntries((labels.data ?? []).map(({ key: label, value }) => [label, value])),
    matches,
    keep: keep ?? { kind: 'all' },
    sampleKey,
    transform,
    errors,
  };
}

function matcherOf(given: Members, place: string, errors: string[]): Matcher[] {
  const target = nativeOf(targetOfTero(given), place, errors);
  const compared = predicateOf(given);
  if (compared === undefined) errors.push(`${place}: no predicate`);
  if (compared?.predicate.regex !== undefined && regexProblem(compared.predicate.regex) !== undefined)
    errors.push(`${place}: invalid regex ${JSON.stringify(given.regex ?? compared.predicate.regex)}`);
  if (target === undefined || compared === undefined) return [];
  return [{ target, predicate: compared.predicate, negate: (given.negate === true) !== compared.isNegated }];
}

/** `exists: false` is `exists` the other way round. */
function predicateOf(given: Members): { predicate: Matcher['predicate']; isNegated: boolean } | undefined {
  const found = (predicate: Matcher['predicate'], isNegated = false) => ({ predicate, isNegated });
  const fold = given.case_insensitive === true ? '(?i)' : '';
  const { exact, regex, starts_with, ends_with, contains, equals } = given;
  if (typeof exact === 'string') return found(fold === '' ? { equals: exact } : { regex: `${fold}\\A${quoted(exact)}\\z` });
  if (typeof regex === 'string') return found({ regex: fold === '' ? regex : `${fold}(?:${regex})` });
  if (typeof given.exists === 'boolean') return found({ exists: {} }, !given.exists);
  if (typeof starts_with === 'string') return found({ regex: `${fold}\\A${quoted(starts_with)}` });
  if (typeof ends_with === 'string') return found({ regex: `${fold}${quoted(ends_with)}\\z` });
  if (typeof contains === 'string') return found(fold === '' ? { contains } : { regex: fold + quoted(contains) });
  if (typeof equals === 'string' || typeof equals === 'number' || typeof equals === 'boolean') return found({ equals });
  for (const name of ['gt', 'gte', 'lt', 'lte'] as const) {
    const bound = given[name];
    if (typeof bound === 'number') return found({ [name]: bound });
  }
  return undefined;
}

/** Literal text in RE2. */
export function quoted(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

function nativeOf(found: TeroTarget, place: string, errors: string[]): Target | undefined {
  if ('target' in found) return found.target;
  errors.push(`${place}: ${found.problem}`);
  return undefined;
}

function transformOf(given: Members, errors: string[]): TeroPolicy['transform'] {
  const each = <T>(name: string, convert: (members: Members, target: Target, place: string) => T[], prefix = ''): T[] =>
    membersOf(given[name]).flatMap((members, index) => {
      const place = `log: transform: ${name}[${index}]`;
      const target = nativeOf(targetOfTero(members, prefix), place, errors);
      return target === undefined ? [] : convert(members, target, place);
    });
  return {
    remove: each('remove', (_members, target) => [target]),
    redact: each('redact', ({ replacement, regex }, target, place) => {
      const pattern = typeof regex === 'string' ? regex : undefined;
      if (pattern !== undefined && regexProblem(pattern) !== undefined) errors.push(`${place}: invalid regex ${JSON.stringify(pattern)}`);
      return [{ target, replacement: typeof replacement === 'string' ? replacement : '[REDACTED]', regex: pattern }];
    }),
    rename: each(
      'rename',
      ({ to, upsert }, target, place) => {
        if (typeof to === 'string' && to !== '') return [{ target, to, upsert: upsert === true }];
        errors.push(`${place}: empty rename target`);
        return [];
      },
      'from_',
    ),
    add: each('add', ({ value, upsert }, target) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [{ target, value, upsert: upsert === true }]
        : [],
    ),
  };
}

function membersOf(list: unknown): readonly Members[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item): Members[] => {
    const members = Given.safeParse(item);
    return members.success ? [members.data] : [];
  });
}

/** `logField` is `log_field`: protobuf's JSON has both. Names of labels and attributes are values and stay. */
function withSnakeNames(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(withSnakeNames);
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [name.replace(/[A-Z]/g, (upper) => `_${upper.toLowerCase()}`), withSnakeNames(value)]),
  );
}
