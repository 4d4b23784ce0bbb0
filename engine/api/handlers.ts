import type { LogsiftHandlers } from '../contract/api.ts';
import type { Workspace } from '../runtime/workspace.ts';
import { anomaliesHandlers } from './anomalies.ts';
import { compareHandlers } from './compare.ts';
import { exploreHandlers } from './explore.ts';
import { investigationHandlers } from './investigations.ts';
import { patternsHandlers } from './patterns.ts';
import { policiesHandlers } from './policies.ts';

/** Everything the contract asks for, answered by one workspace. */
export function createHandlers(workspace: Workspace, version: string): LogsiftHandlers {
  return {
    ...investigationHandlers(workspace, version),
    ...exploreHandlers(workspace),
    ...patternsHandlers(workspace),
    ...compareHandlers(workspace),
    ...anomaliesHandlers(workspace),
    ...policiesHandlers(workspace),
  };
}
