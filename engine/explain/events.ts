import type { Level } from '../base/level.ts';
import type { Step } from './rules/explain-by-rules.ts';

/** What the contract's explainAnomaly sends; see there what each means. */
export type ExplainEvent =
  | { readonly kind: 'evidence'; readonly evidence: EvidenceRecord[] }
  | { readonly kind: 'prompt'; readonly explainer: ExplainerInfo; readonly prompt: SentPrompt; readonly sent: boolean }
  | { readonly kind: 'by'; readonly explainer: ExplainerInfo; readonly again?: string; readonly rules?: RulesTold }
  | { readonly kind: 'draft'; readonly text: string; readonly evidence: number[] }
  | { readonly kind: 'headline'; readonly statement: CheckedStatement }
  | { readonly kind: 'statement'; readonly statement: CheckedStatement }
  | { readonly kind: 'missing'; readonly text: string }
  | { readonly kind: 'fallback'; readonly reason: FallbackReason; readonly message: string }
  | { readonly kind: 'next'; readonly steps: Step[] }
  | { readonly kind: 'checked'; readonly checks: CheckResult }
  | {
      readonly kind: 'done';
      readonly elapsedMs: number;
      readonly firstWordMs?: number | undefined;
      readonly use?: ModelUse | undefined;
      readonly totalUse?: (ModelUse & { readonly calls: number }) | undefined;
    };

export interface RulesTold {
  readonly applied: number;
  readonly all: number;
  readonly list: { readonly name: string; readonly description: string; readonly found?: CheckedStatement | undefined }[];
}

export interface EvidenceRecord {
  readonly number: number;
  readonly recordId: string;
  readonly timeUs: number | undefined;
  readonly level: Level;
  readonly service: string | undefined;
  readonly patternId: string;
  readonly text: string;
  readonly why: string;
}

export interface CheckedStatement {
  readonly title?: string | undefined;
  readonly text: string;
  readonly evidence: number[];
  readonly unfound: string[];
}

export interface CheckResult {
  readonly statements: number;
  readonly withheld: number;
  readonly citedFound: number;
  readonly cited: number;
  readonly numbersFound: number;
  readonly numbers: number;
}

export interface ExplainerInfo {
  readonly provider: 'none' | 'ollama' | 'local' | 'hosted';
  readonly model?: string | undefined;
  readonly address?: string | undefined;
  readonly leavesComputer: boolean;
}

export interface SentPrompt {
  readonly version: string;
  readonly messages: PromptMessage[];
  readonly records: number;
  readonly bytes: number;
  readonly masked: number;
  readonly leftOut?: string | undefined;
}

export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ModelUse {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost?: number | undefined;
}

export type FallbackReason = 'no-consent' | 'unreachable' | 'no-model' | 'timeout' | 'refused' | 'invalid' | 'failed';

export const NO_MODEL: ExplainerInfo = Object.freeze({ provider: 'none', leavesComputer: false });
