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

/** Names of services are read from end to end where they are no longer than this. */
const LONGEST_SERVICE = 18;
const SERVICE_CHARACTER_PX = 6.7;
const SERVICE_GAP_PX = 8;

/** The columns with room for the service of so many characters, at least as much as is drawn. */
export function withServiceRoom(columns: readonly Column[], characters: number): readonly Column[] {
  const neededPx = Math.ceil(Math.min(characters, LONGEST_SERVICE) * SERVICE_CHARACTER_PX) + SERVICE_GAP_PX;
  return columns.map((column) => (column.id === 'service' ? { ...column, widthPx: Math.max(column.widthPx, neededPx) } : column));
}

const TIME_PX = 92;
/** `14:31:07.214503` needs more than `14:31:07.214`. */
const FINE_TIME_PX = 108;

/** For `grid-template-columns`: level bar, marks, time, what was chosen, message. */
export function gridColumns(columns: readonly Column[], hasFineTimes = false): string {
  return [
    '3px',
    '25px',
    `${hasFineTimes ? FINE_TIME_PX : TIME_PX}px`,
    ...columns.map(({ widthPx }) => `${widthPx}px`),
    'minmax(0, 1fr)',
  ].join(' ');
}
