import { AppError } from '../../base/app-error.ts';
import type { Connector } from '../connector.ts';
import { cleanKey, serviceAddress } from '../service/address.ts';
import { ServiceClient } from '../service/service-client.ts';
import { PosthogConnection } from './connection.ts';

const TITLE = 'PostHog';
const RETRY = { firstMs: 1_000, mostMs: 60_000, tries: 6, triesOfFault: 2 };

/** Settings: `host`, `project`. The key is a personal API key with the scope logs:read. */
export const posthog: Connector = {
  id: 'posthog',
  title: TITLE,
  keyVariable: 'POSTHOG_API_KEY',
  isLocal: false,
  needsKey: () => true,

  describe(settings) {
    const { host, project } = settingsOf(settings);
    return { name: `PostHog ${project}`, place: `${host.href.replace(/\/$/, '')}/project/${project}/logs` };
  },

  connect(settings, key, deps) {
    const { host, project } = settingsOf(settings);
    const clean = cleanKey(key, TITLE, 'that begins with phx_, made under Settings > Personal API keys with the scope logs:read');
    if (clean.startsWith('phc_')) {
      throw new AppError(
        'BAD_REQUEST',
        'The key begins with phc_: that is a project token, which may only send logs. Nothing was asked. Make a personal API key (phx_…) with the scope logs:read.',
      );
    }
    const client = new ServiceClient({
      title: TITLE,
      base: host,
      headers: { authorization: `Bearer ${clean}` },
      secrets: [clean],
      retry: RETRY,
      deps,
      explain: (status, detail) => explain(status, detail, host, project),
    });
    return new PosthogConnection(client, project, deps);
  },
};

function settingsOf({ host, project }: Readonly<Record<string, string>>): { host: URL; project: string } {
  const id = project?.trim() ?? '';
  if (!/^\d+$/.test(id)) {
    throw new AppError(
      'BAD_REQUEST',
      `"${id}" is not the number of a PostHog project. Nothing was asked. Take the number from the address of your project: /project/48211.`,
    );
  }
  return { host: serviceAddress(host ?? '', TITLE), project: id };
}

function explain(
  status: number,
  detail: string,
  host: URL,
  project: string,
): ReturnType<ConstructorParameters<typeof ServiceClient>[0]['explain']> {
  const said = detail === '' ? '' : ` PostHog says: ${detail}`;
  if (status === 401) {
    return {
      code: 'KEY_REFUSED',
      message: `PostHog at ${host.origin} does not know the key. It may be revoked, mistyped, or made for the other region. Nothing was read. Copy the key again, or make a new one there.${said}`,
    };
  }
  if (status === 403) {
    const scope = /scope '([a-z_]+:[a-z]+)'/.exec(detail)?.[1] ?? 'logs:read';
    return {
      code: 'KEY_REFUSED',
      message: `PostHog accepted the key, but it may not read logs of project ${project}. Nothing was read. Add the scope ${scope} to the key, and this project if it is limited to some.${said}`,
    };
  }
  if (status === 404) {
    return {
      code: 'NOT_FOUND',
      message: `There is no project ${project} at ${host.origin} for this key. Nothing was read. Take the number from the address of your project, and check the region.`,
    };
  }
  return undefined;
}
