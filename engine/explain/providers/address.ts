import { AppError } from '../../base/app-error.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)$/i;

export interface ServerAddress {
  /** Without a slash at its end. */
  readonly url: string;
  /** Host and port, as they are shown and as consent is kept. */
  readonly shown: string;
  /** True for every machine but this one, those of the same network among them. */
  readonly leavesComputer: boolean;
}

/** @throws AppError BAD_REQUEST when it is no address of a web server */
export function serverAddress(text: string): ServerAddress {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new AppError(
      'BAD_REQUEST',
      `"${text}" is no address of a model server. Nothing was sent. Write it as http://127.0.0.1:11434 or https://api.example.com/v1.`,
    );
  // As a target, 0.0.0.0 is this computer on some systems and an error on others; servers print it as theirs.
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  return {
    url: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    shown: url.host,
    leavesComputer: !LOOPBACK.test(url.hostname),
  };
}
