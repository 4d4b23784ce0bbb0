import { useMemo } from 'react';
import type { Deviation, Precedence } from '#contract/anomalies.ts';
import { Failed } from '../../app/answer-state.tsx';
import { useClient, useFilter, useSession, useTimeFormat } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { plural } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';
import { LevelWord, levelClass } from '../../widgets/level-word.tsx';
import { useAnomalies } from './anomalies-answer.tsx';
import { KIND_WORDS, wholeText } from './anomaly-words.ts';
import { useAnomalyActions } from './use-anomaly-actions.ts';

const ROW_PX = 38;
const LANE_PX = 13;
const DOT_PX = 4;

/** Which deviation came before which, from service to service; a column per service, a row per step, in order of time. */
export function PrecedenceGraph({ deviations }: { deviations: readonly Deviation[] }) {
  const client = useClient();
  const asked = useFilter();
  const { data: found } = useAnomalies().answer;
  const revision = useSession((session) => session.revision);
  const places = useMemo(
    () => deviations.map(({ kind, fromUs, untilUs, patternId, service, level }) => ({ kind, fromUs, untilUs, patternId, service, level })),
    [deviations],
  );
  const bucketUs = found?.bucketUs;
  const { data, error, retry } = useEngineQuery(
    asked === undefined || bucketUs === undefined || places.length < 2 ? undefined : JSON.stringify([asked.key, places]),
    (signal) =>
      client.getPrecedence({ filter: asked?.filter ?? { investigationId: '' }, deviations: places, bucketUs: bucketUs ?? 1 }, { signal }),
    revision,
  );
  if (error !== undefined) return <Failed what="The order could not be worked out." error={error} onRetry={retry} />;
  if (data === undefined || data.steps.length < 2) return null;
  return (
    <section className="sec" aria-label="What came first">
      <h3>
        What came first <span className="n">earlier is not yet the cause</span>
      </h3>
      <Steps precedence={data} deviations={deviations} />
    </section>
  );
}

function Steps({ precedence: { steps, precedes }, deviations }: { precedence: Precedence; deviations: readonly Deviation[] }) {
  const time = useTimeFormat();
  const { showRecords } = useAnomalyActions();
  const of = (step: number): Deviation | undefined => deviations[steps[step]?.deviation ?? -1];
  const services = [...new Set(steps.map((_, step) => of(step)?.service ?? ''))];
  const xOf = (step: number): number => DOT_PX + 2 + services.indexOf(of(step)?.service ?? '') * LANE_PX;
  const yOf = (step: number): number => step * ROW_PX + 11;
  const width = services.length * LANE_PX + 6;
  return (
    <div className="an-order">
      <svg width={width} height={steps.length * ROW_PX} aria-hidden="true">
        {precedes.map(({ before, after, traces }) => (
          <path
            key={`${before} ${after}`}
            className={traces > 0 ? 'an-edge traced' : 'an-edge'}
            d={edgePath(xOf(before), yOf(before), xOf(after), yOf(after))}
          />
        ))}
        {steps.map(({ deviation }, step) => (
          <circle key={deviation} className={`lv-${levelClass(of(step)?.level ?? 'UNSET')}`} cx={xOf(step)} cy={yOf(step)} r={DOT_PX} />
        ))}
      </svg>
      <ol>
        {steps.map(({ deviation: index, exact }, step) => {
          const deviation = of(step);
          if (deviation === undefined) return null;
          const { kind, fromUs, level, service, template } = deviation;
          return (
            <li key={index} style={{ height: ROW_PX }}>
              <button type="button" className="an-step" title={template} onClick={() => showRecords(deviation)}>
                <span className="row-f">
                  <span className="t">{exact ? time.time(fromUs) : time.second(fromUs)}</span>
                  <LevelWord level={level ?? 'UNSET'} />
                  <span className="strong nw">{service ?? wholeText(deviation)}</span>
                  <span className="dim nw">{KIND_WORDS[kind]}</span>
                  <span className="dim el">{leadWords(step, precedes, (before) => of(before)?.service)}</span>
                </span>
                <span className="tpl el">{template ?? wholeText(deviation)}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** `5 ms after payments, 5 shared traces` */
function leadWords(step: number, precedes: Precedence['precedes'], serviceOf: (step: number) => string | undefined): string {
  const closest = precedes
    .filter(({ after }) => after === step)
    .sort((a, b) => b.traces - a.traces || a.lagUs - b.lagUs)
    .at(0);
  if (closest === undefined) return '';
  const lag = `${formatDuration(closest.lagUs / 1_000)} after ${serviceOf(closest.before) ?? 'it'}`;
  return closest.traces === 0 ? lag : `${lag}, ${plural(closest.traces, 'shared trace')}`;
}

/** Down in the column of the first, then over to the second. */
function edgePath(x0: number, y0: number, x1: number, y1: number): string {
  if (x0 === x1) return `M${x0} ${y0}V${y1}`;
  const bend = Math.min(14, (y1 - y0) / 2);
  return `M${x0} ${y0}V${y1 - bend}Q${x0} ${y1} ${x0 + Math.sign(x1 - x0) * Math.min(bend, Math.abs(x1 - x0))} ${y1}H${x1}`;
}
