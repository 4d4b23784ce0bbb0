import { useState } from 'react';
import { isAppError } from '#base/app-error.ts';
import { CancelledNote, Failed, SkeletonRows, SlowNote } from '../../app/answer-state.tsx';
import { useFilterTotals } from '../../app/filter-totals.tsx';
import { useServices } from '../../app/services.tsx';
import { TabTools } from '../../app/tab-tools.tsx';
import { formatCount } from '../../format/count.ts';
import { formatBucket } from '../../format/duration.ts';
import { Button } from '../../widgets/button.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Menu } from '../../widgets/menu.tsx';
import { NothingFound } from '../patterns/nothing-found.tsx';
import { AlertsDialog } from './alerts-dialog.tsx';
import { type FoundAnomalies, type NumberedAnomaly, useAnomalies, useOpenAnomalies } from './anomalies-answer.tsx';
import { AnomalyList } from './anomaly-list.tsx';
import { scoreOf } from './anomaly-words.ts';

type Order = 'score' | 'time';
/** So many rows at first; the rest are weaker. */
const FIRST_ROWS = 12;

export function AnomaliesTab() {
  const { answer } = useAnomalies();
  const failure = isAppError(answer.error, 'BAD_QUERY') ? undefined : answer.error;
  return (
    <div className={answer.phase === 'quiet' ? 'anos-host' : 'anos-host is-busy'} aria-busy={answer.phase !== 'quiet'}>
      {failure !== undefined ? (
        <Failed what="The records could not be searched for anomalies." error={failure} onRetry={answer.retry} />
      ) : answer.data === undefined ? (
        !answer.cancelled && <SkeletonRows rows={6} />
      ) : (
        <Found found={answer.data} />
      )}
      <SlowNote answer={answer} />
      <CancelledNote answer={answer} />
    </div>
  );
}

function Found({ found }: { found: FoundAnomalies }) {
  const open = useOpenAnomalies();
  const [isExpected, setExpected] = useState(false);
  const [order, setOrder] = useState<Order>('score');
  const [isAll, setAll] = useState(false);
  const [isAlerting, setAlerting] = useState(false);
  const { refresh } = useAnomalies();
  const chosen: readonly NumberedAnomaly[] = isExpected ? found.expected.map((anomaly) => ({ anomaly, number: undefined })) : open;
  const strongest = isAll ? chosen : chosen.slice(0, FIRST_ROWS);
  const rows = order === 'score' ? strongest : [...strongest].sort((a, b) => a.anomaly.fromUs - b.anomaly.fromUs);
  return (
    <>
      <TabTools>
        <Chip on={!isExpected} count={formatCount(found.total, { partial: found.partial })} onClick={() => setExpected(false)}>
          Open
        </Chip>
        <Chip on={isExpected} count={formatCount(found.expected.length)} onClick={() => setExpected(true)}>
          Expected
        </Chip>
        <OrderMenu order={order} onChange={setOrder} />
        <Chip on={false} aria-haspopup="dialog" onClick={() => setAlerting(true)}>
          Alerts
        </Chip>
      </TabTools>
      {isAlerting && <AlertsDialog onClose={() => setAlerting(false)} onChanged={refresh} />}
      {rows.length === 0 ? (
        isExpected ? (
          <NoneExpected />
        ) : (
          <NothingUnusual found={found} />
        )
      ) : (
        <div className="anos-scroll scroll-y">
          <AnomalyList rows={rows} label={order === 'score' ? 'Anomalies, highest score first' : 'Anomalies, earliest first'} />
          <Footnote found={found} shown={strongest} hidden={chosen.slice(strongest.length)} onAll={() => setAll(true)} />
        </div>
      )}
    </>
  );
}

function OrderMenu({ order, onChange }: { order: Order; onChange(order: Order): void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="menu-root">
      <button type="button" className="chip" aria-haspopup="menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {order === 'score' ? 'By score' : 'By time'} <Icon name="down" small />
      </button>
      {isOpen && (
        <Menu
          label="Order of the anomalies"
          align="end"
          onClose={() => setOpen(false)}
          items={[
            { id: 'score', label: 'By score', checked: order === 'score', run: () => onChange('score') },
            { id: 'time', label: 'By time', checked: order === 'time', run: () => onChange('time') },
          ]}
        />
      )}
    </div>
  );
}

interface FootnoteProps {
  found: FoundAnomalies;
  shown: readonly NumberedAnomaly[];
  hidden: readonly NumberedAnomaly[];
  onAll(): void;
}

/** How to read the rows, and what is not among them. */
function Footnote({ found, shown, hidden, onAll }: FootnoteProps) {
  const weakest = shown.at(-1);
  return (
    <p className="anos-note">
      Shaded band: what nine of ten bars had before. Score: how unlikely the moment is, of everything that deviates together; from 50 on it
      is told. {hidden.length === 0 && found.total <= shown.length && 'Nothing else is unusual.'}
      {hidden.length > 0 && weakest !== undefined && (
        <>
          Nothing else scored above {scoreOf(weakest.anomaly)}.{' '}
          <button type="button" className="link" onClick={onAll}>
            Show {formatCount(hidden.length)} weaker
          </button>
        </>
      )}
    </p>
  );
}

function NothingUnusual({ found }: { found: FoundAnomalies }) {
  const { records } = useFilterTotals();
  const { query } = useServices();
  const hasFilter = query.getState().text !== '' || query.getState().range !== undefined;
  if (records === 0 && hasFilter) return <NothingFound />;
  return (
    <div className="empty">
      <h3>Nothing unusual</h3>
      <p>
        The rates of every pattern, service and level in {formatCount(records, { partial: found.partial })} records were held against what
        was usual before, {formatBucket(found.bucketUs)} at a time. The first sixth of the time only teaches what is usual
        {found.expected.length > 0 && `; ${formatCount(found.expected.length)} marked as expected are left out`}.
      </p>
      {hasFilter && (
        <p className="row-f">
          <Button small onClick={() => query.clear()}>
            Look at all records
          </Button>
        </p>
      )}
    </div>
  );
}

function NoneExpected() {
  return (
    <div className="empty">
      <h3>Nothing is expected yet</h3>
      <p>
        Mark an anomaly as expected, and it moves here, as does what is like it: the same kind of the same pattern or service, at most twice
        as strong and as long. That holds for this investigation alone.
      </p>
    </div>
  );
}
