import type { LogsiftHandlers } from '../contract/api.ts';
import type { Workspace } from '../runtime/workspace.ts';
import { anomaliesHandlers } from './anomalies.ts';
import { askHandlers } from './ask.ts';
import { compareHandlers } from './compare.ts';
import { connectHandlers } from './connect.ts';
import { explainHandlers } from './explain.ts';
import { exploreHandlers } from './explore.ts';
import { IncidentFinder } from './incident-finder.ts';
import { investigationHandlers } from './investigations.ts';
import { meaningHandlers } from './meaning.ts';
import { ModelDesk } from './model-desk.ts';
import { modelsHandlers } from './models.ts';
import { patternsHandlers } from './patterns.ts';
import { policiesHandlers } from './policies.ts';
import { policyExportHandlers } from './policy-export.ts';
import { policyServerHandlers } from './policy-server.ts';
import { PolicyServerDesk } from './policy-server-desk.ts';

export interface HandlerOptions {
  /** Variables of the process: addresses and key of model servers may stand there. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** URL of the folder of word vectors. */
  readonly modelsFolder?: string;
}

/** Everything the contract asks for, answered by one workspace. */
export function createHandlers(
  workspace: Workspace,
  version: string,
  { environment = process.env, modelsFolder = sourceModelsFolder() }: HandlerOptions = {},
): LogsiftHandlers {
  const finder = new IncidentFinder();
  const desk = new ModelDesk({
    dataDir: workspace.dataDir,
    environment,
    keys: workspace.pulls.connections.secrets,
    modelsFolder,
    nowUs: () => Date.now() * 1_000,
  });
  return {
    ...investigationHandlers(workspace, version),
    ...exploreHandlers(workspace),
    ...patternsHandlers(workspace),
    ...compareHandlers(workspace),
    ...anomaliesHandlers(workspace, finder),
    ...explainHandlers(workspace, desk, finder),
    ...modelsHandlers(desk),
    ...connectHandlers(workspace),
    ...askHandlers(workspace, desk),
    ...meaningHandlers(workspace, () => desk.embedder()),
    ...policiesHandlers(workspace, version),
    ...policyExportHandlers(workspace),
    ...policyServerHandlers(new PolicyServerDesk(workspace.dataDir, workspace.pulls.connections.secrets)),
  };
}

/** Beside the sources. */
function sourceModelsFolder(): string {
  return new URL('../../resources/models/', import.meta.url).href;
}
