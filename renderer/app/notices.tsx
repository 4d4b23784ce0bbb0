import { AlertNotice } from '../features/anomalies/alert-notice.tsx';
import { formatPercent } from '../format/count.ts';
import { Button, IconButton } from '../widgets/button.tsx';
import { Icon } from '../widgets/icon.tsx';
import { Progress } from '../widgets/progress.tsx';
import { useServices, useSession } from './services.tsx';
import { useOverlay } from './use-overlay.ts';

/** What concerns the window as a whole: the engine is gone, files are being copied, an action failed, a limit was crossed. */
export function Notices() {
  const { overlay } = useServices();
  const connection = useSession((session) => session.connection);
  const { problem, transfer } = useOverlay((state) => ({ problem: state.problem, transfer: state.transfer }));
  return (
    <div className="notices">
      <AlertNotice />
      {connection === 'lost' && (
        <div className="notice wait" role="alert">
          <Icon name="warn" />
          <span>
            <b>The engine does not answer.</b> What is on the screen stays; nothing is lost. Trying to connect again.
          </span>
        </div>
      )}
      {transfer && (
        <div className="notice" role="status">
          <span>
            <b>{transfer.label},</b> {formatPercent(transfer.share)}. The copy stays on this computer.
          </span>
          <div className="notice-progress">
            <Progress share={transfer.share} label={transfer.label} />
          </div>
          <span className="sp" />
          <Button small onClick={transfer.cancel}>
            Cancel
          </Button>
        </div>
      )}
      {problem && (
        <div className="notice" role="alert">
          <Icon name="warn" />
          <span>
            <b>{problem.title}.</b> {problem.message}
          </span>
          <span className="sp" />
          <IconButton icon="x" label="Dismiss" onClick={() => overlay.fail(undefined)} />
        </div>
      )}
    </div>
  );
}
