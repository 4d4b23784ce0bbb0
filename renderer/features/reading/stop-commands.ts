import type { Actions } from '../../app/actions.ts';
import type { Command } from '../../app/commands.ts';
import type { SessionStore } from '../../app/stores/session.ts';

/** The engine begins a stopped file anew; it does not take up where it was stopped. */
export const READ_AGAIN_HINT = 'Reads the stopped files again, from their first line.';

/** Stopping and taking up again while one investigates already. */
export function stopCommands(session: SessionStore, actions: Pick<Actions, 'stopReading' | 'continueReading'>): readonly Command[] {
  const isReading = (): boolean => session.getState().investigation?.reading === true;
  const hasStopped = (): boolean => session.getState().investigation?.sources.some(({ state }) => state === 'stopped') === true;
  return [
    {
      id: 'reading.stop-here',
      title: 'Stop reading, keep what was read',
      group: 'Open',
      icon: 'stop',
      enabled: isReading,
      run: () => void actions.stopReading(),
    },
    {
      id: 'reading.again',
      title: 'Read the stopped files again',
      group: 'Open',
      icon: 'play',
      enabled: () => !isReading() && hasStopped(),
      run: () => void actions.continueReading(),
    },
  ];
}
