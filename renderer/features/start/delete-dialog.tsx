import { useServices } from '../../app/services.tsx';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';

interface DeleteDialogProps {
  investigationId: string;
  name: string;
  onClose(): void;
}

/** The one question Logsift asks about deleting: the index goes, the logs stay. */
export function DeleteDialog({ investigationId, name, onClose }: DeleteDialogProps) {
  const { actions, overlay, session } = useServices();
  const remove = async (): Promise<void> => {
    onClose();
    await actions.deleteInvestigation(investigationId);
    if (overlay.getState().problem !== undefined) return;
    session.setState({ revision: session.getState().revision + 1 });
    overlay.say(`The index of ${name} is deleted. The logs are where they were.`);
  };
  return (
    <Dialog title={`Delete the index of ${name}?`} width={460} top={180} onClose={onClose}>
      <div className="dlg-form">
        <p className="mid">
          The saved index with its filters, pins and notes is deleted. The log files are not touched; opening them again reads them anew.
        </p>
        <div className="row-f dlg-actions">
          <Button data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button kind="primary" onClick={() => void remove()}>
            Delete the index
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
