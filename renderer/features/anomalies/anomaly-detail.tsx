import { useServices } from '../../app/services.tsx';
import { formatCount, plural } from '../../format/count.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { ExplanationPanel } from '../explanation/explanation-panel.tsx';
import { type NumberedAnomaly, useAnomalies, useAnomaly } from './anomalies-answer.tsx';
import { kindText } from './anomaly-words.ts';
import { DeviationList } from './deviation-list.tsx';
import { PrecedenceGraph } from './precedence-graph.tsx';
import { useAnomalyActions } from './use-anomaly-actions.ts';

/** Beside the list: all about one anomaly, or what to do to see one. */
export function AnomalyDetail({ id }: { id: string | undefined }) {
  const { view, commands } = useServices();
  const { answer } = useAnomalies();
  const found = useAnomaly(id);
  const { setExpected } = useAnomalyActions();
  return (
    <>
      <div className="insp-h">
        <span className="strong nw">{found?.number === undefined ? 'Anomaly' : `Anomaly ${formatCount(found.number)}`}</span>
        {found !== undefined && <span className="dim nw">{kindText(found.anomaly)}</span>}
        <span className="sp" />
        {found !== undefined && (
          <Button kind="ghost" small onClick={() => setExpected(found.anomaly, found.number !== undefined)}>
            {found.number === undefined ? 'Open again' : 'Mark as expected'}
          </Button>
        )}
        {id !== undefined && (
          <>
            <IconButton icon="up" label="Previous anomaly ([)" onClick={() => commands.run('anomaly.previous')} />
            <IconButton icon="down" label="Next anomaly (])" onClick={() => commands.run('anomaly.next')} />
            <IconButton icon="x" label="Close the details" onClick={() => view.select(undefined)} />
          </>
        )}
      </div>
      <div className="insp-part">
        {found !== undefined ? (
          <Detail key={found.anomaly.id} found={found} />
        ) : id === undefined ? (
          <div className="empty insp-empty">
            <h3>No anomaly is selected</h3>
            <p>Select one to see what deviates with it, in order of time, and the records that show it.</p>
          </div>
        ) : (
          answer.data !== undefined && (
            <div className="empty insp-empty">
              <h3>This anomaly is not among those shown</h3>
              <p>The records or the filter changed since. Select another one.</p>
            </div>
          )
        )}
      </div>
    </>
  );
}

function Detail({ found: { anomaly } }: { found: NumberedAnomaly }) {
  const { showRecords, compare } = useAnomalyActions();
  const [lead] = anomaly.evidence;
  return (
    <div className="insp-scroll scroll-y">
      <ExplanationPanel anomalyId={anomaly.id}>
        {lead !== undefined && (
          <Button small onClick={() => showRecords(lead)}>
            {lead.kind === 'silence' || lead.kind === 'drop' || lead.kind === 'sequence'
              ? 'What came before'
              : `All ${plural(lead.records, 'record')}`}
          </Button>
        )}
        <Button small onClick={() => compare(anomaly)}>
          Compare with the time before
        </Button>
      </ExplanationPanel>
      <PrecedenceGraph deviations={anomaly.evidence} />
      <DeviationList deviations={anomaly.evidence} />
    </div>
  );
}
