import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { POLICY_FORMAT, Policy, PolicySet } from './policy.ts';
import { regexesOf, regexProblem } from './regexes.ts';

/** A policy that cannot be used; it stays inert and the others are not touched by it. */
export interface BrokenPolicy {
  /** Place in the file, from 0. */
  readonly index: number;
  readonly id: string | undefined;
  /** All of them, each with its place: `log_filter.matches[0].predicate: …`. */
  readonly errors: readonly string[];
}

export interface ReadPolicies {
  readonly set: PolicySet;
  readonly broken: readonly BrokenPolicy[];
}

/**
 * Reads a policy set, YAML or JSON. Policies that are broken are left out of the set and reported.
 * @param name of the file, for messages
 * @throws AppError BAD_POLICY where the text is no policy set at all
 */
export function readPolicySet(text: string, name: string): ReadPolicies {
  return policySetOf(parsePolicyText(text, name), name);
}

/** The same, of what is parsed already. */
export function policySetOf(tree: unknown, name: string): ReadPolicies {
  if (!isObject(tree) || tree.format !== POLICY_FORMAT) throw badPolicy(name, `"format" is ${formatText(tree)}, not "${POLICY_FORMAT}"`);
  // What proposals were proven with stands beside them in the same file, and is no part of the set.
  const { simulation: _simulation, ...own } = tree;
  const frame = PolicySet.safeParse({ ...own, policies: [] });
  if (!frame.success) throw badPolicy(name, problemsOf(frame.error).join('; '));
  if (!Array.isArray(tree.policies)) throw badPolicy(name, '"policies" is no list');
  const policies: Policy[] = [];
  const broken: BrokenPolicy[] = [];
  const ids = new Set<string>();
  for (const [index, given] of tree.policies.entries()) {
    const { policy, errors } = checkPolicy(given);
    const id = policy?.id ?? (isObject(given) && typeof given.id === 'string' ? given.id : undefined);
    const twice = policy !== undefined && ids.has(policy.id) ? [`id: "${policy.id}" is the id of an earlier policy`] : [];
    if (policy === undefined || twice.length > 0) broken.push({ index, id, errors: [...errors, ...twice] });
    else policies.push(policy);
    if (id !== undefined) ids.add(id);
  }
  return { set: { ...frame.data, policies }, broken };
}

/** One policy with all that is wrong with it, its regular expressions included. Without errors there is a policy. */
export function checkPolicy(given: unknown): { readonly policy: Policy | undefined; readonly errors: readonly string[] } {
  const parsed = Policy.safeParse(given);
  if (!parsed.success) return { policy: undefined, errors: problemsOf(parsed.error) };
  const errors = regexesOf(parsed.data).flatMap(({ place, pattern }) => {
    const problem = regexProblem(pattern);
    return problem === undefined ? [] : [`${place}: not an RE2 expression: ${problem}`];
  });
  return { policy: errors.length === 0 ? parsed.data : undefined, errors };
}

/** Each issue of a zod error as `place: what is wrong`. */
export function problemsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => (path.length === 0 ? message : `${placeText(path)}: ${message}`));
}

/**
 * YAML 1.2 or JSON to plain values.
 * @throws AppError BAD_POLICY with line and column
 */
export function parsePolicyText(text: string, name: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw badPolicy(name, `line ${line}, column ${col}: ${error.message}`);
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw badPolicy(name, cause instanceof Error ? cause.message : String(cause));
  }
}

function badPolicy(name: string, found: string): AppError {
  return new AppError('BAD_POLICY', `"${name}" cannot be read as policies: ${found}. Nothing of it is applied. Correct it and try again.`);
}

function formatText(tree: unknown): string {
  if (!isObject(tree)) return 'missing';
  return tree.format === undefined ? 'missing' : JSON.stringify(tree.format);
}

function placeText(path: readonly PropertyKey[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`)).join('');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
