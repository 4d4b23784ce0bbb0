import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../../base/app-error.ts';
import { dataDir } from '../shared/data-dir.ts';

const OPTIONS = {
  data: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'signing-key': { type: 'string' },
  'tls-key': { type: 'string' },
  'tls-cert': { type: 'string' },
  cors: { type: 'string', multiple: true },
  'rate-limit': { type: 'string' },
  'trust-proxy': { type: 'boolean' },
  'allow-private-webhooks': { type: 'boolean' },
  'metrics-token-file': { type: 'string' },
  'keep-days': { type: 'string' },
  'log-level': { type: 'string' },
  tenant: { type: 'string' },
  scope: { type: 'string' },
  name: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export interface ServerCall {
  /** Words behind `policy-server`: none to serve; `keys create`, `keys list`, `keys revoke ID`; `backup FILE`. */
  readonly words: readonly string[];
  readonly dataFile: string;
  readonly host: string;
  readonly port: number;
  readonly signingKeyFile: string;
  readonly tls: { readonly key: Buffer; readonly cert: Buffer } | undefined;
  readonly corsOrigins: readonly string[];
  readonly requestsPerMinute: number | undefined;
  readonly trustProxy: boolean;
  readonly allowPrivateWebhooks: boolean;
  readonly metricsToken: string | undefined;
  readonly keepDays: number | undefined;
  readonly logLevel: string;
  readonly tenant: string;
  readonly scope: 'read' | 'write';
  readonly name: string;
  readonly json: boolean;
}

/**
 * Reads the command line; an option that is not there is looked for in the environment, as LOGSIFT_POLICY_PORT for `--port`.
 * @throws AppError BAD_REQUEST
 */
export function parseServerCall(argv: readonly string[], environment: NodeJS.ProcessEnv): ServerCall {
  const { values, positionals } = parse(argv);
  const option = (name: keyof typeof OPTIONS): string | undefined => {
    const given = values[name];
    return typeof given === 'string' ? given : environment[`LOGSIFT_POLICY_${name.toUpperCase().replaceAll('-', '_')}`];
  };
  const isSet = (name: keyof typeof OPTIONS): boolean => values[name] === true || option(name) === '1';
  const dataFile = path.resolve(option('data') ?? path.join(dataDir(environment), 'policy-server.db'));
  const [keyFile, certFile] = [option('tls-key'), option('tls-cert')];
  if ((keyFile === undefined) !== (certFile === undefined)) throw wrong('--tls-key and --tls-cert belong together: name both, or neither.');
  const scope = option('scope') ?? 'read';
  if (scope !== 'read' && scope !== 'write') throw wrong(`--scope takes read or write, not "${scope}".`);
  const tokenFile = option('metrics-token-file');
  return {
    words: positionals,
    dataFile,
    host: option('host') ?? '127.0.0.1',
    port: wholeNumber(option('port'), 'port', 0, 65_535) ?? 4780,
    signingKeyFile: path.resolve(option('signing-key') ?? path.join(path.dirname(dataFile), 'policy-signing-key.pem')),
    tls: keyFile === undefined || certFile === undefined ? undefined : { key: read(keyFile, 'tls-key'), cert: read(certFile, 'tls-cert') },
    corsOrigins: values.cors ?? environment.LOGSIFT_POLICY_CORS?.split(',') ?? [],
    requestsPerMinute: wholeNumber(option('rate-limit'), 'rate-limit', 0, 1e9),
    trustProxy: isSet('trust-proxy'),
    allowPrivateWebhooks: isSet('allow-private-webhooks'),
    metricsToken: tokenFile === undefined ? undefined : read(tokenFile, 'metrics-token-file').toString('utf8').trim(),
    keepDays: wholeNumber(option('keep-days'), 'keep-days', 1, 3_650),
    logLevel: option('log-level') ?? 'info',
    tenant: option('tenant') ?? 'default',
    scope,
    name: option('name') ?? '',
    json: isSet('json'),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : String(cause));
  }
}

function wholeNumber(text: string | undefined, name: string, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw wrong(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
  return value;
}

function read(file: string, name: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw wrong(`--${name} names "${file}", which cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`);
  }
}

export function wrong(what: string): AppError {
  return new AppError('BAD_REQUEST', `${what} "logsift --help" lists what there is.`);
}
