import { AppError } from '../../base/app-error.ts';
import type { Connector } from '../connector.ts';
import { cleanKey, serviceAddress } from '../service/address.ts';
import { ServiceClient, type ServiceOptions } from '../service/service-client.ts';
import { LokiConnection } from './connection.ts';

const TITLE = 'Loki';
const RETRY = { firstMs: 1_000, mostMs: 30_000, tries: 6, triesOfFault: 2 };
const TENANT = /^[0-9A-Za-z!\-_.*'()|]{1,150}$/;

/** Settings: `host` (may have a path), `tenant` and `user` where needed. The key is the user's password, or without a user a bearer token. */
export const loki: Connector = {
  id: 'loki',
  title: 'Grafana Loki',
  keyVariable: 'LOKI_API_KEY',
  isLocal: false,
  needsKey: ({ user }) => user !== undefined && user !== '',

  describe(settings) {
    const { host, tenant } = settingsOf(settings);
    return { name: `Loki ${host.host}${tenant === '' ? '' : ` ${tenant}`}`, place: host.href.replace(/\/$/, '') };
  },

  connect(settings, key, deps) {
    const { host, tenant, user } = settingsOf(settings);
    const clean = key === undefined && user === '' ? '' : cleanKey(key, TITLE, `that is the password of ${user}`);
    const basic = Buffer.from(`${user}:${clean}`).toString('base64');
    const headers: Record<string, string> = { 'x-loki-response-encoding-flags': 'categorize-labels' };
    if (clean !== '') headers.authorization = user === '' ? `Bearer ${clean}` : `Basic ${basic}`;
    if (tenant !== '') headers['x-scope-orgid'] = tenant;
    const client = new ServiceClient({
      title: TITLE,
      base: host,
      headers,
      secrets: clean === '' ? [] : [clean, basic],
      retry: RETRY,
      deps,
      explain: (status, detail) => explain(status, detail, host, tenant),
    });
    return new LokiConnection(client, deps);
  },
};

function settingsOf({ host, tenant = '', user = '' }: Readonly<Record<string, string>>): { host: URL; tenant: string; user: string } {
  if (tenant !== '' && !TENANT.test(tenant)) {
    throw new AppError(
      'BAD_REQUEST',
      `"${tenant}" is no name of a tenant of Loki. Nothing was asked. Take it from the settings of your collector.`,
    );
  }
  if (user.includes(':'))
    throw new AppError('BAD_REQUEST', 'The user for Loki holds a colon. Nothing was asked. Give the password as the key.');
  return { host: serviceAddress(host ?? '', TITLE), tenant, user };
}

function explain(status: number, detail: string, host: URL, tenant: string): ReturnType<ServiceOptions['explain']> {
  const said = detail === '' ? '' : ` Loki says: ${detail}`;
  const where = host.href.replace(/\/$/, '');
  if (status === 401 && /no org id/i.test(detail)) {
    return {
      code: 'KEY_REFUSED',
      message: `Loki at ${where} wants to know the tenant. Nothing was read. Give its name beside the key (X-Scope-OrgID).`,
    };
  }
  if (status === 401 || status === 403) {
    const who = tenant === '' ? '' : ` for the tenant ${tenant}`;
    return {
      code: 'KEY_REFUSED',
      message: `Loki at ${where} does not accept the key${who}. Nothing more was read. Check user and key; it needs the right to read logs.${said}`,
    };
  }
  if (status === 404) {
    return {
      code: 'NOT_FOUND',
      message: `There is no Loki at ${where}, or it lacks what was asked for. Nothing more was read. Check the address; behind a gateway it has a path.${said}`,
    };
  }
  if (status === 400)
    return { code: 'BAD_QUERY', message: `Loki refuses the query. Nothing of it was read. Change the LogQL or the time range.${said}` };
  return undefined;
}
