import { useState } from 'react';
import { useQueryState, useServices, useSession, useSettings, useTimeFormat, useView } from '../../app/services.tsx';
import { createTimeFormat } from '../../format/time.ts';
import { Button } from '../../widgets/button.tsx';
import { Menu } from '../../widgets/menu.tsx';

/** The time asked about and its zone; its menu changes both. */
export function RangeButton() {
  const { query, view, overlay, settings, nowUs } = useServices();
  const time = useTimeFormat();
  const zone = useSettings((state) => state.zone);
  const chosen = useQueryState((state) => state.range);
  const whole = useSession((session) => session.investigation?.range);
  const brush = useView((state) => state.brush);
  const [isOpen, setOpen] = useState(false);
  const range = chosen ?? whole;
  if (range === undefined) return null;
  const local = createTimeFormat('local', nowUs);
  const inZone = (format: typeof time): string => `${format.range(range.fromUs, range.untilUs)} ${format.zoneName}`;
  const zones = new Set([inZone(time), inZone(createTimeFormat('utc', nowUs)), inZone(local)]);
  const zoomToBrush = (): void => {
    query.setRange(brush);
    view.setBrush(undefined);
  };
  return (
    <div className="menu-root">
      <Button
        icon="clock"
        menu
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={`Time range ${inZone(time)}`}
        title={[...zones].join('\n')}
        onClick={() => setOpen(!isOpen)}
      >
        <span className="mono small">{time.range(range.fromUs, range.untilUs)}</span>
        <span className="dim">{time.zoneName}</span>
      </Button>
      {isOpen && (
        <Menu
          label="Time range"
          align="end"
          onClose={() => setOpen(false)}
          items={[
            {
              id: 'whole',
              label: 'Whole time range',
              icon: 'clock',
              keys: '0',
              disabled: chosen === undefined,
              run: () => query.setRange(undefined),
            },
            { id: 'brush', label: 'Zoom to the selected time', icon: 'search', disabled: brush === undefined, run: zoomToBrush },
            { id: 'jump', label: 'Jump to a time', icon: 'right', keys: 'T', run: () => overlay.open({ kind: 'palette', prefix: ':' }) },
            { id: 'utc', label: 'Times in UTC', checked: zone === 'utc', run: () => settings.change({ zone: 'utc' }) },
            {
              id: 'local',
              label: 'Times of this computer',
              hint: local.zoneName,
              checked: zone === 'local',
              run: () => settings.change({ zone: 'local' }),
            },
          ]}
        />
      )}
    </div>
  );
}
