import type { PullEstimate } from '#contract/connect.ts';
import { useServices, useSettings } from '../../app/services.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { formatExactCount } from '../../format/count.ts';
import { Callout } from '../../widgets/callout.tsx';
import { Checkbox } from '../../widgets/checkbox.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { LEVEL_CHOICES, type PullDraft, RANGES, timeNeeded } from './pull-draft.ts';
import { RangeChart } from './range-chart.tsx';
import { ServiceChoice } from './service-choice.tsx';

interface PullChoiceProps {
  connector: string;
  title: string;
  draft: PullDraft;
  estimate: PullEstimate | undefined;
  /** An older answer is shown while a newer one is on its way. */
  isBusy: boolean;
  problem: string | undefined;
  /** Names of labels, for LogQL. */
  labels: readonly string[];
  onChange(draft: PullDraft): void;
}

/** What to load of a service: time, services, level, words; and what that means. */
export function PullChoice({ connector, title, draft, estimate, isBusy, problem, labels, onChange }: PullChoiceProps) {
  const { nowUs } = useServices();
  const binary = useSettings((settings) => settings.binaryBytes);
  const change = (part: Partial<PullDraft>): void => onChange({ ...draft, ...part });
  const size = estimate?.bytes === undefined ? '' : `, about ${formatBytes(estimate.bytes, { binary })}`;
  return (
    <>
      <div className="field wide">
        <div className="row-f">
          <span className="lab-s">Time range</span>
          <span className="sp" />
          {RANGES.map(([id, words, lengthUs]) => (
            <Chip
              key={id}
              on={draft.range === id}
              onClick={() => {
                const untilUs = Math.floor(nowUs());
                change({ range: id, untilUs, fromUs: untilUs - lengthUs });
              }}
            >
              {words}
            </Chip>
          ))}
          <Chip on={draft.range === 'custom'} onClick={() => change({ range: 'custom' })}>
            Custom
          </Chip>
        </div>
        {draft.range === 'custom' && (
          <div className="row-f src-custom">
            <TimeInput label="From, UTC" us={draft.fromUs} onChange={(fromUs) => change({ fromUs })} />
            <TimeInput label="Until, UTC" us={draft.untilUs} onChange={(untilUs) => change({ untilUs })} />
          </div>
        )}
        {problem === undefined ? (
          <div className={isBusy ? 'is-busy' : undefined} aria-busy={isBusy}>
            <RangeChart estimate={estimate} fromUs={draft.fromUs} untilUs={draft.untilUs} />
          </div>
        ) : (
          <Callout tone="bad">{problem}</Callout>
        )}
      </div>
      <ServiceChoice estimate={estimate} without={draft.without} onChange={(without) => change({ without })} />
      <div className="src-narrow">
        <div className="field">
          <span className="lab-s">Levels</span>
          {/* biome-ignore lint/a11y/useSemanticElements: chips in a row, named by the words above */}
          <div className="row-f src-levels" role="group" aria-label="Levels">
            {LEVEL_CHOICES.map(([level, words]) => (
              <Chip key={words} on={draft.minLevel === level} onClick={() => change({ minLevel: level })}>
                {words}
              </Chip>
            ))}
          </div>
        </div>
        {connector === 'loki' ? (
          <div className="field">
            <label htmlFor="source-logql">LogQL</label>
            <input
              id="source-logql"
              className="inp mono"
              type="text"
              spellCheck={false}
              placeholder={'{service_name=~".+"}'}
              value={draft.expression}
              onChange={(event) => change({ expression: event.target.value })}
            />
            {labels.length > 0 && <small className="el">Labels: {labels.join(', ')}</small>}
          </div>
        ) : (
          <div className="src-pair">
            <div className="field">
              <label htmlFor="source-text">Text in the message</label>
              <input
                id="source-text"
                className="inp"
                type="text"
                value={draft.text}
                onChange={(event) => change({ text: event.target.value })}
              />
            </div>
            <div className="field">
              <label htmlFor="source-attributes">Attributes</label>
              <input
                id="source-attributes"
                className="inp mono"
                type="text"
                placeholder="key=value"
                value={draft.attributes}
                onChange={(event) => change({ attributes: event.target.value })}
              />
            </div>
          </div>
        )}
        <dl className="dlist src-facts">
          <dt>To load</dt>
          <dd>{estimate?.records === undefined ? '–' : `${formatExactCount(estimate.records)} records${size}`}</dd>
          <dt>Time needed</dt>
          <dd>{estimate?.records === undefined ? '–' : timeNeeded(connector, estimate.records)}</dd>
          <dt>Stored</dt>
          <dd>On this computer, until you delete it</dd>
          <dt>Sent</dt>
          <dd>Only the query. No log leaves this computer</dd>
        </dl>
        <Checkbox checked={draft.follow} label="Go on with what comes later, until stopped" onChange={(follow) => change({ follow })} />
        <Callout tone="info">{title} may limit requests. When a limit is hit, Logsift waits and says so; nothing is skipped.</Callout>
      </div>
    </>
  );
}

/** Whole minutes of UTC: what the fields of browsers take. */
function TimeInput({ label, us, onChange }: { label: string; us: number; onChange(us: number): void }) {
  const value = new Date(Math.floor(us / 1000)).toISOString().slice(0, 16);
  return (
    <label className="field">
      <span className="lab-s">{label}</span>
      <input
        className="inp mono"
        type="datetime-local"
        value={value}
        onChange={(event) => {
          const ms = Date.parse(`${event.target.value}Z`);
          if (!Number.isNaN(ms)) onChange(ms * 1000);
        }}
      />
    </label>
  );
}
