import { useState } from 'react';
import { useServices } from '../../app/services.tsx';
import { plural } from '../../format/count.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';

/** A place to paste text for those who do not know that Ctrl+V works anywhere. */
export function PasteDialog({ text, onClose }: { text: string; onClose(): void }) {
  const { actions } = useServices();
  const [pasted, setPasted] = useState(text);
  const lines = pasted.trim() === '' ? 0 : pasted.trimEnd().split('\n').length;
  const open = (): void => {
    onClose();
    void actions.openText(pasted);
  };
  return (
    <Dialog title="Paste text as a log" width={720} top={96} onClose={onClose}>
      <div className="dlg-form">
        <textarea
          className="inp mono paste-text"
          data-autofocus
          aria-label="Log text"
          spellCheck={false}
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && lines > 0) open();
          }}
        />
        <div className="row-f dlg-actions">
          <span className="dim">{lines === 0 ? 'Paste lines of a log here.' : plural(lines, 'line')}</span>
          <span className="sp" />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" keys="Ctrl+Enter" disabled={lines === 0} onClick={open}>
            {lines === 0 ? 'Open the text' : `Open ${plural(lines, 'line')}`}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
