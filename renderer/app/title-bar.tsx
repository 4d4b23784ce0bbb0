import { useState } from 'react';
import { IconButton } from '../widgets/button.tsx';
import { Icon } from '../widgets/icon.tsx';
import { Kbd } from '../widgets/kbd.tsx';
import { Menu } from '../widgets/menu.tsx';
import { ModelSign } from './model-sign.tsx';
import { useServices, useSession } from './services.tsx';
import { useTheme } from './theme.ts';

export function TitleBar() {
  const { overlay, settings } = useServices();
  const theme = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className="titlebar" data-region="title">
      <div>
        <a className="skip-link" href="#results">
          Skip to the results
        </a>
        <Mark />
        <InvestigationName />
        <Views />
      </div>
      <button type="button" className="cmdk" onClick={() => overlay.open({ kind: 'palette', prefix: '' })}>
        <Icon name="search" />
        <span className="sp">Run a command</span>
        <Kbd keys="Ctrl+K" />
      </button>
      <div>
        <ModelSign />
        <IconButton icon="sun" label={`Use the ${other} theme`} onClick={() => settings.change({ theme: other })} />
        <IconButton icon="gear" label="Settings" onClick={() => overlay.open({ kind: 'settings' })} />
      </div>
    </header>
  );
}

function Mark() {
  return (
    <svg className="mark" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M1.5 3h13M3.5 6.7h9M5.5 10.4h5" stroke="currentColor" strokeWidth="1.6" fill="none" />
      <circle cx="8" cy="13.8" r="1.2" fill="currentColor" />
    </svg>
  );
}

function InvestigationName() {
  const { actions, overlay, session } = useServices();
  const investigation = useSession((state) => ({ id: state.investigation?.id, name: state.investigation?.name }));
  const [open, setOpen] = useState(false);
  const { id, name } = investigation;
  if (id === undefined || name === undefined) return <span className="inv">Logsift</span>;
  return (
    <div className="menu-root">
      <button type="button" className="inv" aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="el inv-name">{name}</span> <Icon name="down" small />
      </button>
      {open && (
        <Menu
          label="Investigation"
          onClose={() => setOpen(false)}
          items={[
            { id: 'rename', label: 'Rename', icon: 'edit', run: () => overlay.open({ kind: 'rename' }) },
            { id: 'add', label: 'Add files', icon: 'plus', keys: 'Ctrl+O', run: () => void actions.pickFiles() },
            { id: 'folder', label: 'Add a folder', icon: 'folder', keys: 'Ctrl+Shift+O', run: () => void actions.pickFolder() },
            { id: 'reading', label: 'How the files are read', icon: 'file', run: () => session.show('reading') },
            { id: 'start', label: 'Close, back to Start', icon: 'left', keys: 'G H', run: actions.goToStart },
            {
              id: 'delete',
              label: 'Delete the index',
              icon: 'x',
              run: () => overlay.open({ kind: 'delete', investigationId: id, name }),
            },
          ]}
        />
      )}
    </div>
  );
}

function Views() {
  const { session } = useServices();
  const { isOpen, screen } = useSession((state) => ({ isOpen: state.investigation !== undefined, screen: state.screen }));
  if (!isOpen) return null;
  const current = (own: boolean) => (own ? 'page' : undefined);
  return (
    <nav className="views" aria-label="Views">
      <button type="button" aria-current={current(screen !== 'policies')} onClick={() => session.show('investigate')}>
        Investigate
      </button>
      <button type="button" aria-current={current(screen === 'policies')} onClick={() => session.show('policies')}>
        Policies
      </button>
    </nav>
  );
}
