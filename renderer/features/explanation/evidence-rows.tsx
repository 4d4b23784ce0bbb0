import { useState } from 'react';
import type { Evidence } from '#contract/explain.ts';
import { useClient, useServices, useSession, useTimeFormat } from '../../app/services.tsx';
import { plural } from '../../format/count.ts';
import { Icon } from '../../widgets/icon.tsx';
import { LevelWord } from '../../widgets/level-word.tsx';
import { usePointing } from './citation.tsx';

/** The records that are cited, in order of their numbers. */
export function EvidenceRows({ evidence }: { evidence: readonly Evidence[] }) {
  const pinAll = usePinAll(evidence);
  return (
    <section className="sec" aria-label="Evidence">
      <h3>
        Evidence <span className="n">{plural(evidence.length, 'record')}</span>
        <span className="sp" />
        <button type="button" className="chip" onClick={pinAll}>
          <Icon name="pin" small /> Pin all
        </button>
      </h3>
      <ol className="evds">
        {evidence.map((one) => (
          <EvidenceRow key={one.number} evidence={one} />
        ))}
      </ol>
    </section>
  );
}

function EvidenceRow({ evidence: { number, timeUs, level, service, text, why } }: { evidence: Evidence }) {
  const time = useTimeFormat();
  const { at, point, open } = usePointing();
  return (
    <li>
      <button
        type="button"
        className={at === number ? 'evd on' : 'evd'}
        title={[service, why].filter(Boolean).join(', ')}
        onPointerEnter={() => point(number)}
        onPointerLeave={() => point(undefined)}
        onClick={() => open(number)}
      >
        <span className="cite">{number}</span>
        <span className="t">{time.time(timeUs)}</span>
        <LevelWord level={level} />
        <span className="el">{text}</span>
      </button>
    </li>
  );
}

function usePinAll(evidence: readonly Evidence[]): () => void {
  const client = useClient();
  const { view, overlay } = useServices();
  const investigationId = useSession((session) => session.investigation?.id) ?? '';
  const [isPinning, setPinning] = useState(false);
  const set = async (pinned: boolean): Promise<void> => {
    if (isPinning) return;
    setPinning(true);
    try {
      for (const { recordId } of evidence) await client.setMark({ investigationId, recordId, pinned });
      overlay.say(
        pinned ? `Pinned ${plural(evidence.length, 'record')}` : `Unpinned ${plural(evidence.length, 'record')}`,
        () => void set(!pinned),
      );
    } catch (problem) {
      overlay.fail({ title: 'The pins could not be kept', message: problem instanceof Error ? problem.message : String(problem) });
    } finally {
      setPinning(false);
      view.marksChanged();
    }
  };
  return () => void set(true);
}
