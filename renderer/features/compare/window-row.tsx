import { useState } from 'react';
import type { Range } from '#contract/common.ts';
import type { Comparison } from '#contract/compare.ts';
import { useQueryState, useServices, useSession, useTimeFormat } from '../../app/services.tsx';
import type { Windows } from '../../app/stores/view.ts';
import { formatShortCount } from '../../format/count.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Menu } from '../../widgets/menu.tsx';
import { complementOf, PRESETS } from './windows.ts';

/** Both windows with their times and records; A offers the presets, B what the timeline has selected. */
export function WindowRow({ windows, comparison }: { windows: Windows; comparison: Comparison | undefined }) {
  const { view } = useServices();
  const [isOpen, setOpen] = useState(false);
  const whole = useSession((session) => session.investigation?.range) ?? windows.b;
  const presets = PRESETS.flatMap(({ id, title, baseline }) => {
    const a = baseline(windows.b, whole);
    return a === undefined
      ? []
      : [{ id, label: title, checked: !windows.others && same(a, windows.a), run: () => view.setWindows({ a, b: windows.b }) }];
  });
  const complement = complementOf(useQueryState((query) => query.text));
  const others = {
    id: 'others',
    label: 'All other records at the same time',
    hint: complement ?? 'needs a filter',
    disabled: complement === undefined,
    checked: windows.others === true,
    run: () => view.setWindows({ a: windows.b, b: windows.b, others: true }),
  };
  return (
    <div className="cmp-windows">
      <div className="menu-root">
        <button type="button" className="cmp-window a" aria-haspopup="menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Window name="A" title={windows.others ? 'All others' : 'Baseline'} range={windows.a} records={comparison?.a.records} />
          <Icon name="down" small />
        </button>
        {isOpen && <Menu label="Baseline" items={[...presets, others]} onClose={() => setOpen(false)} />}
      </div>
      <IconButton
        icon="swap"
        label="Swap A and B"
        disabled={windows.others === true}
        onClick={() => view.setWindows({ a: windows.b, b: windows.a })}
      />
      <div className="cmp-window b" title="Select another time in the timeline and press B">
        <Window name="B" title="Incident" range={windows.b} records={comparison?.b.records} />
      </div>
    </div>
  );
}

function Window({ name, title, range, records }: { name: string; title: string; range: Range; records: number | undefined }) {
  const time = useTimeFormat();
  const hasDays = time.day(range.fromUs) !== time.day(range.untilUs - 1);
  const text = hasDays
    ? `${time.dateMinute(range.fromUs)} – ${time.dateMinute(range.untilUs)}`
    : `${time.second(range.fromUs)} – ${time.second(range.untilUs)}`;
  return (
    <>
      <b>{name}</b>
      <span className="dim hide-narrow">{title}</span>
      <span className="t" title={time.range(range.fromUs, range.untilUs)}>
        {text}
      </span>
      {records !== undefined && <span className="dim">{formatShortCount(records)}</span>}
    </>
  );
}

function same(a: Range, b: Range): boolean {
  return a.fromUs === b.fromUs && a.untilUs === b.untilUs;
}
