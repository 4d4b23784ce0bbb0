import { useState } from 'react';
import type { RecordOrder } from '#contract/explore.ts';
import { useFilterTotals } from '../../app/filter-totals.tsx';
import { useFilter, useServices, useSettings } from '../../app/services.tsx';
import { TabTools } from '../../app/tab-tools.tsx';
import { IconButton } from '../../widgets/button.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { Menu } from '../../widgets/menu.tsx';
import { ColumnChooser } from './column-chooser.tsx';
import { RecordList } from './record-list.tsx';

/** The records of the filter in time order over all sources, however many. */
export function RecordsTab() {
  const asked = useFilter();
  const totals = useFilterTotals();
  const { settings, commands } = useServices();
  const wrap = useSettings((state) => state.wrap);
  const [order, setOrder] = useState<RecordOrder>('oldest');
  return (
    <>
      <TabTools>
        <OrderMenu order={order} onChange={setOrder} />
        <Chip on={false} onClick={() => void commands.run('time.jump')}>
          Jump to time <Kbd keys="T" />
        </Chip>
        <IconButton icon="wrap" label="Wrap long lines (W)" aria-pressed={wrap} onClick={() => settings.change({ wrap: !wrap })} />
        <ColumnChooser />
      </TabTools>
      {asked !== undefined && <RecordList asked={asked} order={order} totalHint={totals.records} />}
    </>
  );
}

function OrderMenu({ order, onChange }: { order: RecordOrder; onChange(order: RecordOrder): void }) {
  const [isOpen, setOpen] = useState(false);
  const words = { oldest: 'Oldest first', newest: 'Newest first' };
  return (
    <div className="menu-root">
      <Chip on={false} aria-haspopup="menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {words[order]} <Icon name="down" small />
      </Chip>
      {isOpen && (
        <Menu
          label="Order of the records"
          align="end"
          onClose={() => setOpen(false)}
          items={(['oldest', 'newest'] as const).map((one) => ({
            id: one,
            label: words[one],
            checked: order === one,
            run: () => onChange(one),
          }))}
        />
      )}
    </div>
  );
}
