import type { LogRecord } from '#contract/explore.ts';
import { usePlatform, useServices, useSession } from '../../app/services.tsx';
import { ContextMenu } from '../../widgets/context-menu.tsx';
import type { MenuItem } from '../../widgets/menu.tsx';
import type { MenuPoint } from '../../widgets/menu-sides.ts';
import { around } from '../compare/windows.ts';
import { type FilterPick, picksOf, pickTerm, pickWords, withOnlyPick, withoutPick } from './record-filters.ts';

/** Where a menu was asked for, and what the pointer was on. */
export interface MenuCall {
  readonly at: MenuPoint;
  readonly pointed: FilterPick | undefined;
}

interface RecordMenuProps {
  call: MenuCall;
  record: LogRecord;
  isOpen: boolean;
  onClose(): void;
  onToggle(): void;
  onAround(): void;
  onPin(): void;
  onWriteNote(): void;
  onCopy(): void;
}

/** What can be done to a record, by `.` or the right button. */
export function RecordMenu({ call, record, isOpen, onClose, onToggle, onAround, onPin, onWriteNote, onCopy }: RecordMenuProps) {
  const { view, query, overlay } = useServices();
  const platform = usePlatform();
  const whole = useSession((session) => session.investigation?.range);
  const pattern = { field: 'pattern', value: record.patternId.slice(0, 8) };
  const picks = picksOf(record, call.pointed);
  const terms = (picks.length === 0 ? [pattern] : picks).map(pickTerm).join(' ');
  const change = (to: (query: string, pick: FilterPick) => string, pick: FilterPick) => () =>
    query.setText(to(query.getState().text, pick));
  const { timeUs } = record;
  const windows = timeUs === undefined || whole === undefined ? undefined : around(timeUs, whole);
  const compared: readonly MenuItem[] =
    windows === undefined
      ? []
      : [
          {
            id: 'compare',
            label: 'Compare before with after this record',
            icon: 'swap',
            run: () => {
              view.setWindows(windows);
              view.setTab('compare');
            },
          },
        ];
  const copyTerms = async (): Promise<void> => {
    await platform.copyText(terms);
    overlay.say(`Copied ${terms}`);
  };
  const filters = picks.flatMap((pick): readonly MenuItem[] => [
    { id: `only ${pickTerm(pick)}`, label: `Only ${pickWords(pick)}`, icon: 'filter', run: change(withOnlyPick, pick) },
    { id: `not ${pickTerm(pick)}`, label: `Exclude ${pickWords(pick)}`, icon: 'minus', run: change(withoutPick, pick) },
  ]);
  return (
    <ContextMenu
      at={call.at}
      label="Actions of the record"
      onClose={onClose}
      items={[
        { id: 'fields', label: isOpen ? 'Close the fields' : 'Open the fields', icon: 'rows', keys: 'Enter', run: onToggle },
        { id: 'around', label: 'Show around this line', icon: 'para', run: onAround },
        {
          id: 'pattern',
          label: 'Show the pattern',
          icon: 'right',
          run: () => {
            view.select({ kind: 'pattern', id: record.patternId });
            view.setTab('patterns');
          },
        },
        ...compared,
        { id: 'pin', label: record.pinned ? 'Unpin' : 'Pin', icon: 'pin', keys: 'P', run: onPin },
        { id: 'note', label: record.note === undefined ? 'Write a note' : 'Change the note', icon: 'note', keys: 'N', run: onWriteNote },
        { id: 'copy', label: 'Copy the raw line', icon: 'copy', keys: 'C', run: onCopy },
        { id: 'term', label: 'Copy as filter', hint: terms, icon: 'copy', run: () => void copyTerms() },
        ...filters,
        { id: 'only', label: 'Only this pattern', icon: 'filter', keys: 'A', run: change(withOnlyPick, pattern) },
        { id: 'exclude', label: 'Exclude this pattern', icon: 'minus', keys: 'X', run: change(withoutPick, pattern) },
      ]}
    />
  );
}
