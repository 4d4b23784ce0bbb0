import { AppError } from '../../base/app-error.ts';

/**
 * The address of a service as somebody typed it; `https://` where no protocol is given.
 * @throws AppError BAD_REQUEST when it is none, or holds a password
 */
export function serviceAddress(text: string, title: string): URL {
  const typed = text.trim();
  let url: URL | undefined;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`);
  } catch {
    // Said below: not every parser's words help.
  }
  if (typed === '' || url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new AppError(
      'BAD_REQUEST',
      `The host of ${title} is not an address. Nothing was asked. Give one such as https://logs.example.com.`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new AppError(
      'BAD_REQUEST',
      `The host of ${title} must be an address alone, without user, password or parameters. Nothing was asked. Give the key in its own field.`,
    );
  }
  return url;
}

/** A key as a header can carry it. @throws AppError BAD_REQUEST */
export function cleanKey(key: string | undefined, title: string, where: string): string {
  const clean = key?.trim() ?? '';
  if (clean === '') throw new AppError('BAD_REQUEST', `${title} needs a key. Nothing was asked. Give one ${where}.`);
  if (!/^[\x21-\x7e]+$/.test(clean)) {
    throw new AppError('BAD_REQUEST', `The key for ${title} holds spaces or signs that no key has. Nothing was asked. Copy it again.`);
  }
  return clean;
}
