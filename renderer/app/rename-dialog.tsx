import { type FormEvent, useState } from 'react';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { useServices, useSession } from './services.tsx';

export function RenameDialog({ onClose }: { onClose(): void }) {
  const { actions } = useServices();
  const before = useSession((session) => session.investigation?.name ?? '');
  const [name, setName] = useState(before);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    void actions.rename(name.trim());
    onClose();
  };
  return (
    <Dialog title="Rename the investigation" width={440} top={160} onClose={onClose}>
      <form className="dlg-form" onSubmit={submit}>
        <div className="field">
          <label htmlFor="rename-name">Name</label>
          <input
            id="rename-name"
            className="inp"
            data-autofocus
            maxLength={200}
            value={name}
            onFocus={(event) => event.target.select()}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <div className="row-f dlg-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={name.trim() === ''}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
