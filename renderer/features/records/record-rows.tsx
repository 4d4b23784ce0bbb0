import type { Column } from './columns.ts';
import { ExpandedRecord } from './expanded-record.tsx';
import type { FieldValues } from './field-values.ts';
import type { RecordPages } from './record-pages.ts';
import { BlankRow, RecordRow, type RowActions } from './record-row.tsx';
import type { RowSpan } from './rows-in-sight.ts';
import type { OpenedRecord } from './use-opened-record.ts';
import type { RecordActions } from './use-record-actions.ts';
import type { SelectedRecord } from './use-selected-record.ts';

interface RowsProps {
  pages: RecordPages;
  drawn: RowSpan;
  /** The row that takes the focus while none is selected. */
  firstSeen: number;
  selection: SelectedRecord;
  openedRecord: OpenedRecord;
  isWrapped: boolean;
  columns: readonly Column[];
  values: FieldValues;
  rowActions: RowActions;
  recordActions: RecordActions;
}

/** The rows that are drawn, the opened one with its parts below it. */
export function RecordRows(props: RowsProps) {
  const { pages, drawn, firstSeen, selection, openedRecord, isWrapped, columns, values, rowActions, recordActions } = props;
  const { opened, open } = openedRecord;
  const { mark, copyRaw } = recordActions;
  const rows = Array.from({ length: Math.max(0, drawn.end - drawn.first) }, (_, index) => drawn.first + index);
  return rows.map((index) => {
    const record = pages.row(index);
    if (record === undefined) return <BlankRow key={index} index={index} />;
    const isSelected = index === selection.at && selection.current !== undefined;
    const isOpen = opened?.id === record.id;
    return (
      <RecordRow
        key={index}
        index={index}
        record={record}
        aboveUs={pages.row(index - 1)?.timeUs}
        isSelected={isSelected}
        isTabStop={isSelected || (selection.current === undefined && index === firstSeen)}
        isExpanded={isOpen}
        isWrapped={isWrapped}
        columns={columns}
        fields={values.get(record.id)}
        actions={rowActions}
      >
        {isOpen && (
          <ExpandedRecord
            record={record}
            part={opened.part}
            isWritingNote={opened.isWriting}
            onPart={(part) => open(record, { part })}
            onWriteNote={(isWriting) => open(record, { isWriting })}
            onMark={(pinned, note) => void mark(record, pinned, note)}
            onCopy={() => void copyRaw(record)}
          />
        )}
      </RecordRow>
    );
  });
}
