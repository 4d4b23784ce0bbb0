import type { SourceState } from '../../base/source-state.ts';
import type { SourceProblem } from './dispatcher.ts';

/** What becomes of a source when nothing more comes of it. */
export function endOf(state: SourceState, problem: SourceProblem | undefined): Partial<SourceState> {
  if (problem?.code === 'CANCELLED') return { state: 'stopped' };
  // Nothing of the log is missing: the source is done, and says what was skipped.
  if (problem?.code === 'EMPTY_SOURCE' || problem?.code === 'PARTS_LEFT_OUT') return { state: 'done', problem };
  if (problem?.code === 'TRAILING_BYTES') return { state: 'done', problem, consumedBytes: state.sizeBytes };
  if (problem !== undefined) return { state: 'failed', problem };
  if (state.lines === 0)
    return {
      state: 'done',
      problem: {
        code: 'EMPTY_SOURCE',
        message: `${state.name} is empty. There is nothing to show of it. Add it again when something has been written to it.`,
      },
    };
  return { state: 'done', consumedBytes: Math.max(state.consumedBytes, state.sizeBytes) };
}

/** All was read, and then the patterns could not be stored. */
export function withoutPatterns({ name, state, problem }: SourceState, { code, message }: SourceProblem): Partial<SourceState> {
  const missing = `${message} The records of ${name} are in use, but its patterns could not be stored: read it again to have them.`;
  return { state: state === 'done' ? 'failed' : state, problem: problem ?? { code, message: missing } };
}

export function problemOf(error: unknown): SourceProblem {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return { code: error.code, message: error.message };
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}
