import { useState } from 'react';
import type { LogRecord } from '#contract/explore.ts';
import type { RecordPart } from './expanded-record.tsx';

/** The record whose parts are shown under its row. */
export interface Opened {
  readonly id: string;
  readonly part: RecordPart;
  readonly isWriting: boolean;
}

export interface OpenedRecord {
  readonly opened: Opened | undefined;
  /** Opens another part, or begins to write; what is not named stays as it is. */
  open(record: LogRecord | undefined, part: Partial<Omit<Opened, 'id'>>): void;
  /** @param wanted open or closed; absent: the other of the two */
  toggle(record: LogRecord | undefined, wanted?: boolean): void;
  close(): void;
}

const FIRST = { part: 'fields', isWriting: false } as const;

export function useOpenedRecord(): OpenedRecord {
  const [opened, setOpened] = useState<Opened>();
  return {
    opened,
    open: (record, part) => {
      if (record !== undefined) setOpened({ ...(opened?.id === record.id ? opened : FIRST), ...part, id: record.id });
    },
    toggle: (record, wanted) => {
      if (record !== undefined) setOpened((wanted ?? opened?.id !== record.id) ? { ...FIRST, id: record.id } : undefined);
    },
    close: () => setOpened(undefined),
  };
}
