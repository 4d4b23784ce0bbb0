import { logsiftApi } from '#contract/api.ts';
import { createClient } from '#contract/rpc/client.ts';
import type { Platform } from '../platform/platform.ts';
import { connectEngine } from '../transport/engine-connection.ts';
import { mount } from './mount.tsx';
import { createSessionStore } from './stores/session.ts';

/** Connects and shows the window. Until the engine answers, says so in plain text. */
export async function boot(platform: Platform, element: HTMLElement): Promise<void> {
  const connection = await connectEngine({
    connect: platform.connect,
    makeClient: (transport) => createClient(logsiftApi, transport),
    session: createSessionStore(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onFirstFailure: () => {
      element.textContent =
        'The engine of Logsift does not answer. Open the address that logsift printed; this page tries again by itself.';
    },
  });
  element.textContent = '';
  mount(connection, platform, element);
}
