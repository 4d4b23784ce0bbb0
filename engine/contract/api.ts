import { anomaliesApi } from './anomalies.ts';
import { askApi } from './ask.ts';
import { compareApi } from './compare.ts';
import { connectApi } from './connect.ts';
import type { ApiDef, Client, Handlers } from './definition.ts';
import { explainApi } from './explain.ts';
import { exploreApi } from './explore.ts';
import { investigationApi } from './investigations.ts';
import { meaningApi } from './meaning.ts';
import { modelsApi } from './models.ts';
import { patternsApi } from './patterns.ts';
import { policiesApi } from './policies.ts';
import { policyExportApi } from './policy-export.ts';
import { policyServerApi } from './policy-server.ts';

/** Raised when a change breaks an older client. */
export const CONTRACT_VERSION = 1;

export const logsiftApi = {
  ...investigationApi,
  ...exploreApi,
  ...patternsApi,
  ...compareApi,
  ...anomaliesApi,
  ...explainApi,
  ...modelsApi,
  ...connectApi,
  ...meaningApi,
  ...policiesApi,
  ...policyExportApi,
  ...policyServerApi,
  ...askApi,
} satisfies ApiDef;

export type LogsiftApi = typeof logsiftApi;
export type LogsiftClient = Client<LogsiftApi>;
export type LogsiftHandlers = Handlers<LogsiftApi>;
