import type { Command, CommandGroup } from '../../app/commands.ts';

const ORDER: readonly CommandGroup[] = ['General', 'Open', 'Views', 'Filters', 'Rows', 'Timeline', 'Time', 'Panels'];

/** Commands that have keys, in the groups of the sheet. */
export function groupedShortcuts(
  commands: readonly Command[],
): readonly { readonly group: CommandGroup; readonly entries: readonly Command[] }[] {
  return ORDER.map((group) => ({
    group,
    entries: commands.filter((command) => command.group === group && (command.keys?.length ?? 0) > 0),
  })).filter(({ entries }) => entries.length > 0);
}
