import { useServices, useView } from '../../app/services.tsx';
import { useOpenAnomalies } from './anomalies-answer.tsx';
import { kindText, placeText } from './anomaly-words.ts';
import { type MarkerGroup, markerGroups } from './marker-groups.ts';

interface MarkersProps {
  height: number;
  /** Edges of the plot, and where its bars end, in pixels. */
  left: number;
  right: number;
  floor: number;
  xOf(us: number): number;
}

/** Where what is to be looked at first begins, over the bars: buttons with their numbers, the selected one in the accent. */
export function TimelineMarkers({ height, left, right, floor, xOf }: MarkersProps) {
  const { view } = useServices();
  const selected = useView(({ tab, selection }) => (tab === 'anomalies' && selection?.kind === 'anomaly' ? selection.id : undefined));
  const open = useOpenAnomalies();
  const titles = new Map(open.map(({ anomaly }) => [anomaly.id, `${kindText(anomaly)}, ${placeText(anomaly)}`]));
  const groups = markerGroups(
    open.map(({ anomaly: { id, fromUs, evidence }, number }) => ({ number: number ?? 0, id, fromUs: evidence[0]?.fromUs ?? fromUs })),
    xOf,
    left,
    right,
  );
  const choose = ({ members }: MarkerGroup): void => {
    const at = members.findIndex(({ id }) => id === selected);
    const next = members[(at + 1) % members.length];
    if (next === undefined) return;
    view.setTab('anomalies');
    view.select({ kind: 'anomaly', id: next.id });
  };
  return (
    <div className="an-markers" style={{ height }}>
      {groups.map((group) => {
        const isOn = group.members.some(({ id }) => id === selected);
        const name = group.members.map(({ id, number }) => `${number}: ${titles.get(id)}`).join('; ');
        return (
          <button
            key={group.members[0]?.id}
            type="button"
            className={isOn ? 'an-marker on' : 'an-marker'}
            style={{ left: Math.round(group.x), height: floor }}
            aria-label={`Anomaly ${name}`}
            title={name}
            onClick={() => choose(group)}
          >
            <b>{group.label}</b>
          </button>
        );
      })}
    </div>
  );
}
