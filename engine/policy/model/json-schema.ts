import { z } from 'zod';
import { PolicySet } from './policy.ts';

/** JSON Schema (2020-12) of a policy set as it may be written, for editors and for other languages. */
export function policySetJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    $id: 'https://logsift.dev/schema/policy-set.json',
    title: 'Logsift policy set',
    ...z.toJSONSchema(PolicySet, { io: 'input' }),
  };
}
