import type { FilterNode } from '#base/filter/ast.ts';
import { withCondition } from '#base/filter/tokens.ts';
import type { Anomaly, Deviation } from '#contract/anomalies.ts';
import { useClient, useServices, useSession } from '../../app/services.tsx';
import { narrowedToPattern } from '../patterns/pattern-terms.ts';
import { useAnomalies } from './anomalies-answer.tsx';

export interface AnomalyActions {
  /** The records of what deviates, while it does; where they are missing, from as long before. */
  showRecords(deviation: Deviation): void;
  /** The time of an anomaly held against as long before it. */
  compare(anomaly: Anomaly): void;
  /** Teaches this investigation that it is expected, or takes that back. */
  setExpected(anomaly: Anomaly, isExpected: boolean): void;
}

export function useAnomalyActions(): AnomalyActions {
  const client = useClient();
  const { query, view, overlay } = useServices();
  const { refresh } = useAnomalies();
  const { investigationId, whole } = useSession(({ investigation }) => ({
    investigationId: investigation?.id,
    whole: investigation?.range,
  }));
  const put = async (anomaly: Anomaly, isExpected: boolean): Promise<void> => {
    if (investigationId === undefined) return;
    try {
      await client.setExpected({ investigationId, deviations: anomaly.evidence, expected: isExpected });
      refresh();
      overlay.say(isExpected ? 'Moved to Expected, for this investigation' : 'Moved back to Open', () => void put(anomaly, !isExpected));
    } catch (problem) {
      overlay.fail({
        title: 'What is expected could not be kept',
        message: problem instanceof Error ? problem.message : String(problem),
      });
    }
  };
  return {
    showRecords: (deviation) => {
      query.setText(narrowed(query.getState().text, deviation));
      query.setRange(rangeOf(deviation));
      view.setTab('records');
    },
    compare: ({ fromUs, untilUs }) => {
      const before = Math.max(whole?.fromUs ?? fromUs, 2 * fromUs - untilUs);
      if (before >= fromUs) return;
      view.setWindows({ a: { fromUs: before, untilUs: fromUs }, b: { fromUs, untilUs: Math.min(untilUs, whole?.untilUs ?? untilUs) } });
      view.setTab('compare');
    },
    setExpected: (anomaly, isExpected) => void put(anomaly, isExpected),
  };
}

function narrowed(text: string, { patternId, service, level, variable, alert }: Deviation): string {
  if (alert !== undefined) return alert.query;
  if (patternId !== undefined) {
    const { name, value } = variable ?? {};
    const ofPattern = narrowedToPattern(text, patternId);
    return name === undefined || value === undefined
      ? ofPattern
      : withCondition(ofPattern, { kind: 'value', field: name, values: [value] });
  }
  const condition: FilterNode =
    service === undefined
      ? { kind: 'value', field: 'level', values: [level ?? ''] }
      : { kind: 'value', field: 'service', values: [service] };
  return withCondition(text, condition);
}

function rangeOf({ kind, fromUs, untilUs }: Deviation): { fromUs: number; untilUs: number } {
  return { fromUs: kind === 'drop' || kind === 'silence' || kind === 'sequence' ? 2 * fromUs - untilUs : fromUs, untilUs };
}
