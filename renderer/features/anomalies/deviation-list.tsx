import { useMemo, useState } from 'react';
import type { Deviation } from '#contract/anomalies.ts';
import { Failed } from '../../app/answer-state.tsx';
import { useClient, useFilter, useSession, useTimeFormat } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount } from '../../format/count.ts';
import { LevelWord } from '../../widgets/level-word.tsx';
import { KIND_WORDS, wholeText } from './anomaly-words.ts';
import { useAnomalyActions } from './use-anomaly-actions.ts';

/** So many at first: the earliest, where causes stand. */
const FIRST_ROWS = 12;
/** Records are asked for of so many. */
const MOST_RECORDS = 100;

/** Everything that deviates, in the order in which it began; each row shows a record of it and leads to all of them. */
export function DeviationList({ deviations }: { deviations: readonly Deviation[] }) {
  const ordered = useMemo(() => [...deviations].sort((a, b) => a.fromUs - b.fromUs), [deviations]);
  const [isAll, setAll] = useState(false);
  const shown = isAll ? ordered : ordered.slice(0, FIRST_ROWS);
  const { texts, error, retry } = useTexts(shown);
  const { showRecords } = useAnomalyActions();
  const time = useTimeFormat();
  const [lead] = deviations;
  return (
    <section className="sec" aria-label="What deviates">
      <h3>
        What deviates <span className="n">{formatCount(deviations.length)}, earliest first</span>
      </h3>
      {error !== undefined && <Failed what="The records could not be read." error={error} onRetry={retry} />}
      <ol className="an-devs">
        {shown.map((deviation, index) => {
          const { kind, fromUs, level, service, template } = deviation;
          return (
            <li key={`${fromUs} ${kind} ${deviation.patternId ?? ''} ${deviation.part ?? ''} ${service ?? ''} ${level ?? ''}`}>
              <button
                type="button"
                className={deviation === lead ? 'an-dev lead' : 'an-dev'}
                title={`Show the records: ${template ?? wholeText(deviation)}`}
                onClick={() => showRecords(deviation)}
              >
                <span className="t">{time.second(fromUs)}</span>
                <span className="an-kind">{KIND_WORDS[kind]}</span>
                <LevelWord level={level ?? 'UNSET'} />
                <span className="el">
                  {template === undefined ? (
                    wholeText(deviation)
                  ) : (
                    <>
                      <span className="dim">{service}</span> {texts.get(index) ?? template}
                    </>
                  )}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      {!isAll && ordered.length > shown.length && (
        <button type="button" className="link an-more" onClick={() => setAll(true)}>
          Show {formatCount(ordered.length - shown.length)} more
        </button>
      )}
    </section>
  );
}

/** The message of a record of each row, by its place. */
function useTexts(deviations: readonly Deviation[]) {
  const client = useClient();
  const asked = useFilter();
  const revision = useSession((session) => session.revision);
  const places = deviations.slice(0, MOST_RECORDS).map(({ kind, fromUs, untilUs, patternId, service, level, variable, alert }) => ({
    kind,
    fromUs,
    untilUs,
    patternId,
    service,
    level,
    variable,
    alert,
  }));
  const { data, error, retry } = useEngineQuery(
    asked === undefined || places.length === 0 ? undefined : JSON.stringify([asked.key, places]),
    (signal) => client.getEvidence({ filter: asked?.filter ?? { investigationId: '' }, deviations: places }, { signal }),
    revision,
  );
  const texts = useMemo(
    () => new Map(data?.records.map(({ deviation, record }) => [deviation, record.message.map(({ text }) => text).join('')])),
    [data],
  );
  return { texts, error, retry };
}
