/** Columns that need no field of the record's own; time and message are always there. */
const BUILT_IN = [
  { id: 'gap', title: 'Gap', widthPx: 62, hint: 'Time since the row above' },
  { id: 'level', title: 'Level', widthPx: 44, hint: undefined },
  { id: 'service', title: 'Service', widthPx: 72, hint: undefined },
  { id: 'source', title: 'Source', widthPx: 112, hint: 'The file it stands in' },
  { id: 'line', title: 'Line', widthPx: 72, hint: 'Line of the file' },
] as const;

/** A column named like this shows a field. */
const FIELD = 'field:';
const FIELD_PX = 104;

export interface Column {
  readonly id: string;
  readonly title: string;
  readonly widthPx: number;
  readonly hint: string | undefined;
  /** The field it shows; undefined: one that every record has. */
  readonly field: string | undefined;
}

export const fieldColumn = (field: string): string => FIELD + field;

/** The columns to show from left to right: those every record has in their own order, then fields as they were chosen. Unknown names are left out. */
export function columnsOf(chosen: readonly string[]): readonly Column[] {
  const builtIn = BUILT_IN.filter(({ id }) => chosen.includes(id)).map((column) => ({ ...column, field: undefined }));
  const fields = chosen
    .filter((id) => id.startsWith(FIELD) && id.length > FIELD.length)
    .map((id) => {
      const field = id.slice(FIELD.length);
      return { id, title: field, widthPx: FIELD_PX, hint: `The field ${field}`, field };
    });
  return [...builtIn, ...fields];
}

/** All that can be chosen without knowing the records. */
export const builtInColumns = (): readonly Column[] => columnsOf(BUILT_IN.map(({ id }) => id));

export function toggled(chosen: readonly string[], id: string): readonly string[] {
  return chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
}

/** For `grid-template-columns`: level bar, marks, time, what was chosen, message. */
export function gridColumns(columns: readonly Column[]): string {
  return ['3px', '25px', '92px', ...columns.map(({ widthPx }) => `${widthPx}px`), 'minmax(0, 1fr)'].join(' ');
}
