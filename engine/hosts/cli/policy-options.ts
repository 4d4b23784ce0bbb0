import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../../base/app-error.ts';
import { unreadable } from '../../ingest/source/resolve-sources.ts';
import type { PolicySet } from '../../policy/model/policy.ts';
import { type BrokenPolicy, readPolicySet } from '../../policy/model/read-policies.ts';
import { wrong } from './arguments.ts';
import type { Output } from './output.ts';

type Options = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;
type Values<T extends Options> = { readonly [Name in keyof T]?: T[Name]['type'] extends 'string' ? string : boolean };

/** The options of one command that has its own. @throws AppError BAD_REQUEST */
export function commandOptions<T extends Options>(command: string, argv: readonly string[], options: T): Values<T> {
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true });
    return values as Values<T>;
  } catch (cause) {
    throw wrong(`"logsift ${command}": ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** The option, which has to be there. */
export function needed(command: string, name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw wrong(`"logsift ${command}" needs --${name}.`);
  return value;
}

/** Policies of a file; those that are broken are told and left out. @throws AppError UNREADABLE_SOURCE, BAD_POLICY */
export function policiesOfFile(file: string, output: Output): PolicySet {
  const { set, broken } = readPolicySet(textOf(file), path.basename(file));
  for (const line of broken.flatMap(problemsOf)) output.error(`logsift: left out: ${line}`);
  return set;
}

/** The same for what others rely on: one broken policy refuses all. @throws AppError UNREADABLE_SOURCE, BAD_POLICY */
export function wholePoliciesOfFile(file: string): PolicySet {
  const name = path.basename(file);
  const { set, broken } = readPolicySet(textOf(file), name);
  if (broken.length > 0)
    throw new AppError(
      'BAD_POLICY',
      `"${name}" has policies that are broken. Nothing was sent. Correct them:\n  ${broken.flatMap(problemsOf).join('\n  ')}`,
    );
  return set;
}

function problemsOf({ index, id, errors }: BrokenPolicy): readonly string[] {
  return errors.map((error) => `"${id ?? `policies[${index}]`}": ${error}`);
}

export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadable(path.basename(file), cause);
  }
}
