import { useMemo, useState } from 'react';
import type { Policy } from '#contract/policies.ts';
import type { Command } from '../../app/commands.ts';
import { useClient, useCommands, useServices, useSession, useTimeFormat } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatExactCount } from '../../format/count.ts';
import { Chip } from '../../widgets/chip.tsx';
import { LevelWord } from '../../widgets/level-word.tsx';
import { useSimulation } from './draft-context.tsx';

const SHOWN = 12;

type Which = 'both' | 'goes' | 'stays';

/** Some records that would go and some that would stay, side by side in order of time. */
export function SampleLines({ policy }: { policy: Policy }) {
  const { data } = useSimulation();
  const { session, view } = useServices();
  const client = useClient();
  const time = useTimeFormat();
  const investigationId = useSession((state) => state.investigation?.id);
  const [which, setWhich] = useState<Which>('both');
  const [page, setPage] = useState(0);
  const effect = data?.policies.find(({ policyId }) => policyId === policy.id);
  const goes = new Set(effect?.goes);
  const all =
    which === 'goes'
      ? (effect?.goes ?? [])
      : which === 'stays'
        ? (effect?.stays ?? [])
        : interleaved(effect?.goes ?? [], effect?.stays ?? []);
  const from = all.length === 0 ? 0 : (page * SHOWN) % all.length;
  const ids = all.slice(from, from + SHOWN);
  const answer = useEngineQuery(investigationId === undefined || ids.length === 0 ? undefined : JSON.stringify(ids), (signal) =>
    client.getPolicyRecords({ investigationId: investigationId ?? '', recordIds: ids }, { signal }),
  );
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'policy.sample',
        title: 'Sample: dropped, kept, both',
        group: 'Rows',
        keys: ['D'],
        icon: 'rows',
        run: () => setWhich((now) => ({ both: 'goes', goes: 'stays', stays: 'both' })[now] as Which),
      },
    ],
    [],
  );
  useCommands(commands);
  if (effect === undefined || effect.matched === 0) return null;
  const records = (ids.length === 0 ? [] : (answer.data?.records ?? [])).toSorted((a, b) => (a.timeUs ?? 0) - (b.timeUs ?? 0));
  return (
    <section className="pol-sample" aria-label="What goes, what stays">
      <div className="row-f pol-sample-h">
        <b>What goes, what stays</b>
        <span className="dim small el">
          {formatExactCount(effect.dropped)} of {formatExactCount(effect.matched)} records {policy.enabled ? 'go' : 'would go'}
        </span>
      </div>
      <div className="row-f pol-sample-tools">
        {(['both', 'goes', 'stays'] as const).map((choice) => (
          <Chip key={choice} on={which === choice} onClick={() => setWhich(choice)}>
            {{ both: 'Both', goes: 'Dropped', stays: 'Kept' }[choice]}
          </Chip>
        ))}
        <span className="sp" />
        {all.length > SHOWN && (
          <button type="button" className="chip" onClick={() => setPage(page + 1)}>
            Other lines
          </button>
        )}
      </div>
      <ul aria-label="Sample of records">
        {records.map((record) => (
          <li key={record.id}>
            <button
              type="button"
              className={goes.has(record.id) ? 'diffl d' : 'diffl'}
              onClick={() => {
                if (record.timeUs === undefined) return;
                session.show('investigate');
                view.jumpTo(record.timeUs);
              }}
            >
              <span className="s">{goes.has(record.id) ? '−' : ''}</span>
              <span className="vh">{goes.has(record.id) ? 'goes' : 'stays'}</span>
              <span className="t">{time.time(record.timeUs)}</span>
              <LevelWord level={record.level} />
              <span className="el" title={record.text}>
                {record.text}
              </span>
            </button>
          </li>
        ))}
        {records.length === 0 && answer.phase === 'quiet' && (
          <li className="dim pols-none">{which === 'stays' ? 'None of them stays.' : 'None of them goes.'}</li>
        )}
      </ul>
    </section>
  );
}

/** Two that go, one that stays: most samples are of policies that take more than they leave. */
function interleaved(goes: readonly string[], stays: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (let at = 0; at * 2 < goes.length || at < stays.length; at++) out.push(...goes.slice(at * 2, at * 2 + 2), ...stays.slice(at, at + 1));
  return out;
}
