import type { LogsiftHandlers } from '../contract/api.ts';
import type { Workspace } from '../runtime/workspace.ts';
import { anomaliesHandlers } from './anomalies.ts';
import { compareHandlers } from './compare.ts';
import { explainHandlers } from './explain.ts';
import { exploreHandlers } from './explore.ts';
import { investigationHandlers } from './investigations.ts';
import { type KeyStore, sessionKeys } from './key-store.ts';
import { meaningHandlers } from './meaning.ts';
import { ModelDesk } from './model-desk.ts';
import { modelsHandlers } from './models.ts';
import { patternsHandlers } from './patterns.ts';

export interface HandlerOptions {
  /** Variables of the process: addresses and key of model servers may stand there. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly keys?: KeyStore;
  /** URL of the folder of word vectors. */
  readonly modelsFolder?: string;
}

/** Everything the contract asks for, answered by one workspace. */
export function createHandlers(
  workspace: Workspace,
  version: string,
  { environment = process.env, keys = sessionKeys(), modelsFolder = sourceModelsFolder() }: HandlerOptions = {},
): LogsiftHandlers {
  const desk = new ModelDesk({ dataDir: workspace.dataDir, environment, keys, modelsFolder, nowUs: () => Date.now() * 1_000 });
  return {
    ...investigationHandlers(workspace, version),
    ...exploreHandlers(workspace),
    ...patternsHandlers(workspace),
    ...compareHandlers(workspace),
    ...anomaliesHandlers(workspace),
    ...explainHandlers(workspace, desk),
    ...modelsHandlers(desk),
    ...meaningHandlers(workspace, () => desk.embedder()),
  };
}

/** Beside the sources. */
function sourceModelsFolder(): string {
  return new URL('../../resources/models/', import.meta.url).href;
}
