import { createContext, type ReactNode, useContext } from 'react';
import { createPortal } from 'react-dom';

/** The place at the right of the tabs where the shown tab puts its chips and buttons. */
export const TabToolsHost = createContext<HTMLElement | undefined>(undefined);

export function TabTools({ children }: { children: ReactNode }) {
  const host = useContext(TabToolsHost);
  return host === undefined ? null : createPortal(children, host);
}
