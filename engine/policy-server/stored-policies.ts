import { z } from 'zod';
import { Policy } from '../policy/model/policy.ts';
import type { VersionRow } from './storage/rows.ts';

const Policies = z.array(Policy);

/** The policies of a stored version; they were checked before they were stored. */
export function policiesOf({ content }: Pick<VersionRow, 'content'>): readonly Policy[] {
  return Policies.parse(JSON.parse(content));
}
