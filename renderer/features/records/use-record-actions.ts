import type { LogRecord, RecordOrder } from '#contract/explore.ts';
import { useClient, useServices } from '../../app/services.tsx';

export interface RecordActions {
  /** A note without a pin, a pin without a note, or neither. */
  mark(record: LogRecord, pinned: boolean, note: string | undefined): Promise<void>;
  /** The record's own text, all of its lines. */
  copyRaw(record: LogRecord): Promise<void>;
  /** Rows at which pinned records stand in this order, in rising order. */
  pinnedRows(): Promise<readonly number[]>;
}

/** What can be done to a record of the list; what fails is said over the list. */
export function useRecordActions(filter: { readonly investigationId: string; readonly query: string }, order: RecordOrder): RecordActions {
  const client = useClient();
  const { view, platform, overlay } = useServices();
  const { investigationId } = filter;
  const shown = async (title: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (problem) {
      overlay.fail({ title, message: problem instanceof Error ? problem.message : String(problem) });
    }
  };
  return {
    mark: (record, pinned, note) =>
      shown('The pin could not be kept', async () => {
        await client.setMark({ investigationId, recordId: record.id, pinned, ...(note === undefined ? {} : { note }) });
        view.marksChanged();
      }),
    copyRaw: (record) =>
      shown('The line could not be copied', async () => {
        const { raw } = await client.getRecord({ investigationId, recordId: record.id });
        await platform.copyText(raw);
        overlay.say(record.lineCount > 1 ? `Copied ${record.lineCount} lines` : 'Copied the line');
      }),
    pinnedRows: async () => {
      const { marks } = await client.listMarks({ investigationId });
      const rows: number[] = [];
      await shown('The pins could not be found', async () => {
        for (const { recordId } of marks.filter(({ pinned }) => pinned)) {
          const { offset } = await client.locateRecord({ filter, order, recordId });
          const { records } = await client.getRecords({ filter, order, offset, limit: 1 });
          // A pinned record that the filter leaves out has a place but no row.
          if (records[0]?.id === recordId) rows.push(offset);
        }
      });
      return rows.sort((a, b) => a - b);
    },
  };
}
