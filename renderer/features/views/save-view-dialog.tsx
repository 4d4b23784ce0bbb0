import { type FormEvent, useState } from 'react';
import { useArrangement, useServices, useTimeFormat } from '../../app/services.tsx';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { nameForView, viewWords } from './view-words.ts';

/** Gives what is looked at a name. */
export function SaveViewDialog({ onClose }: { onClose(): void }) {
  const { history, arrangement, overlay } = useServices();
  const time = useTimeFormat();
  const [look] = useState(() => ({ ...history.getState().present, selection: undefined }));
  const [name, setName] = useState(() => nameForView(look, time));
  const known = useArrangement((state) => state.views);
  const given = name.trim();
  const replaces = known.some((view) => view.name === given);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (given === '') return;
    const before = arrangement.getState();
    arrangement.saveView({ name: given, look });
    overlay.say(`Saved the view ${given}`, () => arrangement.restart({ ...arrangement.getState(), views: before.views }));
    onClose();
  };
  return (
    <Dialog title="Save view" width={440} top={160} onClose={onClose}>
      <form className="dlg-form" onSubmit={submit}>
        <div className="field">
          <label htmlFor="view-name">Name</label>
          <input
            id="view-name"
            className="inp"
            data-autofocus
            maxLength={200}
            value={name}
            onFocus={(event) => event.target.select()}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <p className="mid">{viewWords(look, time)}</p>
        {replaces && <p className="mid">There is a view of this name. Saving puts this one in its place.</p>}
        <div className="row-f dlg-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={given === ''}>
            {replaces ? 'Replace view' : 'Save view'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
