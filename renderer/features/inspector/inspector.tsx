import { useState } from 'react';
import type { LogRecord, Pattern } from '#contract/explore.ts';
import { useClient, useFilter, useServices, useSession, useSettings, useTimeFormat, useView } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatCount, formatPercent } from '../../format/count.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { LevelWord, levelClass } from '../../widgets/level-word.tsx';
import { Sparkline } from '../../widgets/sparkline.tsx';
import { Template } from '../../widgets/template.tsx';
import { TrendMark } from '../patterns/trend-mark.tsx';
import { Message } from '../records/message.tsx';
import { Pinned } from './pinned.tsx';
import { VariableBlock } from './variable-block.tsx';

export function InspectorPanel() {
  const { view } = useServices();
  const patternId = useView((state) => (state.selection?.kind === 'pattern' ? state.selection.id : undefined));
  const [tab, setTab] = useState<'pattern' | 'pinned'>('pattern');
  return (
    <>
      <div className="insp-h">
        <div role="tablist" aria-label="Details" className="row-f">
          <button type="button" role="tab" className="insp-tab" aria-selected={tab === 'pattern'} onClick={() => setTab('pattern')}>
            Pattern {patternId !== undefined && <span className="mono dim">{patternId.slice(0, 6)}</span>}
          </button>
          <button type="button" role="tab" className="insp-tab" aria-selected={tab === 'pinned'} onClick={() => setTab('pinned')}>
            Pinned
          </button>
        </div>
        <span className="sp" />
        {patternId !== undefined && <IconButton icon="x" label="Close the details" onClick={() => view.select(undefined)} />}
      </div>
      {tab === 'pinned' ? <Pinned /> : patternId === undefined ? <NothingSelected /> : <PatternDetail patternId={patternId} />}
    </>
  );
}

function NothingSelected() {
  return (
    <div className="empty insp-empty">
      <h3>No pattern is selected</h3>
      <p>Select a pattern to see how often it occurs, what its variables hold, and examples.</p>
    </div>
  );
}

function PatternDetail({ patternId }: { patternId: string }) {
  const client = useClient();
  const { query, view } = useServices();
  const asked = useFilter();
  const time = useTimeFormat();
  const revision = useSession((session) => session.revision);
  const settings = useSettings((state) => ({ binary: state.binaryBytes, width: (state.inspectorWidth ?? 344) - 24 }));
  const { data, dataKey, error, phase, retry } = useEngineQuery(
    asked === undefined ? undefined : `${asked.key} ${patternId}`,
    (signal) => client.getPattern({ filter: asked?.filter ?? { investigationId: '' }, patternId }, { signal }),
    revision,
  );
  if (error !== undefined && data === undefined) {
    return (
      <Callout
        tone="bad"
        actions={
          <Button small onClick={retry}>
            Try again
          </Button>
        }
      >
        The pattern could not be read. {error instanceof Error ? error.message : ''}
      </Callout>
    );
  }
  if (data === undefined) return null;
  const { pattern, share, busiestMinute, variables, examples, timeline } = data;
  const totals = Object.values(timeline.counts).reduce<number[]>(
    (sums, counts) => counts.map((count, index) => count + (sums[index] ?? 0)),
    [],
  );
  const isStale = phase !== 'quiet' && dataKey?.endsWith(patternId) !== true;
  return (
    <div className={isStale ? 'insp-scroll is-busy' : 'insp-scroll'} aria-busy={isStale}>
      <section className="sec">
        <Identity pattern={pattern} />
        <div className="row-f insp-actions">
          <Button small onClick={() => query.addTerm(`pattern:${pattern.id.slice(0, 8)}`)}>
            Filter
          </Button>
          <Button small onClick={() => query.addTerm(`-pattern:${pattern.id.slice(0, 8)}`)}>
            Exclude
          </Button>
          <Button
            small
            keys="R"
            onClick={() => {
              query.addTerm(`pattern:${pattern.id.slice(0, 8)}`);
              view.setTab('records');
            }}
          >
            Records
          </Button>
        </div>
      </section>
      <section className="sec">
        <dl className="stats">
          <dt>Count</dt>
          <dd className="strong">{formatCount(pattern.count)}</dd>
          <dt>Share</dt>
          <dd>{formatPercent(share)}</dd>
          <dt>Bytes</dt>
          <dd>{formatBytes(pattern.bytes, { binary: settings.binary })}</dd>
          {busiestMinute !== undefined && (
            <>
              <dt>Busiest minute</dt>
              <dd>
                {formatCount(busiestMinute.count)} at {time.minute(busiestMinute.startUs)}
              </dd>
            </>
          )}
        </dl>
        <Sparkline
          values={totals}
          width={settings.width}
          height={36}
          tone={`lv-${levelClass(pattern.level)}`}
          label={`${formatCount(pattern.count)} records over the range`}
          base
        />
        <div className="row-f dim scale">
          <span>{time.minute(timeline.fromUs)}</span>
          <span className="sp" />
          {pattern.firstUs !== undefined && <span>first {time.time(pattern.firstUs)}</span>}
          <span className="sp" />
          <span>{time.minute(timeline.fromUs + totals.length * timeline.bucketUs)}</span>
        </div>
      </section>
      {variables.map((variable) => (
        <VariableBlock key={variable.slot} variable={variable} width={settings.width} />
      ))}
      <section className="sec">
        <h3>
          Examples <span className="n">{examples.map(({ why }) => why).join(', ')}</span>
        </h3>
        {examples.map(({ record }) => (
          <Example key={record.id} record={record} />
        ))}
      </section>
    </div>
  );
}

function Identity({ pattern }: { pattern: Pattern }) {
  return (
    <>
      <div className="row-f">
        <LevelWord level={pattern.level} />
        <span className="dim el">{pattern.services.slice(0, 3).join(', ')}</span>
        <TrendMark trend={pattern.trend} />
      </div>
      <div className="tpl insp-template">
        <Template parts={pattern.parts} />
      </div>
    </>
  );
}

function Example({ record }: { record: LogRecord }) {
  const { view } = useServices();
  const time = useTimeFormat();
  return (
    <div className="ex">
      <button
        type="button"
        className="t"
        disabled={record.timeUs === undefined}
        onClick={() => record.timeUs !== undefined && view.jumpTo(record.timeUs)}
      >
        {time.time(record.timeUs)}
      </button>{' '}
      <Message record={record} />
    </div>
  );
}
