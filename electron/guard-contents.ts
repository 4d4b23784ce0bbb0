import type { Session, WebContents } from 'electron';
import { isOwnPage } from './navigation.ts';

/** Refuses whatever would take the window elsewhere: new windows, navigation, redirects, embedded pages. */
export function guardContents(contents: WebContents, page: string): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const refuseOthers = (event: { preventDefault(): void; readonly url: string }) => {
    if (!isOwnPage(event.url, page)) event.preventDefault();
  };
  contents.on('will-navigate', refuseOthers);
  contents.on('will-redirect', refuseOthers);
  contents.on('will-frame-navigate', refuseOthers);
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** The page may write to the clipboard when a person asks it to, and nothing else. */
export function guardSession(session: Session): void {
  const isAllowed = (permission: string) => permission === 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(isAllowed(permission)));
  session.setPermissionCheckHandler((_contents, permission) => isAllowed(permission));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}
