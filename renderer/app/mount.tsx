import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../theme/index.css';
import type { Platform } from '../platform/platform.ts';
import type { EngineConnection } from '../transport/engine-connection.ts';
import { App } from './app.tsx';
import { createServices } from './create-services.ts';
import { ServicesProvider } from './services.tsx';

/** Shows the window around a connected engine, and opens what the address names. */
export function mount(connection: EngineConnection, platform: Platform, element: HTMLElement): void {
  const services = createServices(connection.clients, platform, connection.session);
  void services.actions.greet();
  connection.onReconnect(() => {
    void services.actions.greet();
    void services.actions.resume();
  });
  const id = platform.readInvestigationId();
  if (id !== undefined) void services.actions.reopen(id);
  platform.onFilesGiven((files) => void services.actions.openFiles(files));
  window.addEventListener('pagehide', () => void services.actions.flush());
  createRoot(element).render(
    <StrictMode>
      <ServicesProvider services={services}>
        <App />
      </ServicesProvider>
    </StrictMode>,
  );
}
