import { formatExactCount, plural } from '../format/count.ts';

/** What can be known of things held over the window: neither names nor sizes before they are dropped. */
export interface Held {
  /** 0 where not even their number is told. */
  readonly count: number;
  /** A thing without a media type may be a folder. */
  readonly hasUntyped: boolean;
  /** Shift asks for a new investigation. */
  readonly shift: boolean;
}

export interface DropSurroundings {
  /** Name of the open investigation. */
  readonly open: string | undefined;
  readonly kind: 'desktop' | 'web';
  readonly isConnected: boolean;
}

export interface DropWords {
  readonly title: string;
  readonly lines: readonly string[];
  /** What the Shift key would do instead. */
  readonly shiftHint: string | undefined;
}

/** What will happen when they are let go. */
export function dropWords(held: Held, { open, kind, isConnected }: DropSurroundings): DropWords {
  if (!isConnected)
    return {
      title: 'Nothing can be opened now',
      lines: ['The engine does not answer. Drop the files again when the window is connected.'],
      shiftHint: undefined,
    };
  const adds = open !== undefined && !held.shift;
  const files = filesOf(held);
  const where = adds
    ? `to ${open}, which stays in use while they are read`
    : open === undefined
      ? undefined
      : `as a new investigation. ${open} stays saved`;
  const how =
    kind === 'desktop'
      ? 'They are read where they are.'
      : 'The engine on this computer gets a copy. The browser tells their names when they are dropped.';
  return {
    title: adds ? `Drop to add ${files}` : `Drop to open ${files}`,
    lines: where === undefined ? [how] : [where, how],
    shiftHint: adds ? 'starts a new investigation instead' : undefined,
  };
}

function filesOf({ count, hasUntyped }: Held): string {
  if (count === 0) return 'files';
  if (!hasUntyped) return plural(count, 'file');
  return count === 1 ? 'a file or folder' : `${formatExactCount(count)} files or folders`;
}
