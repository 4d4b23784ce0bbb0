/**
 * Every expected failure has one code; the user interface decides by code, never by the words of a message.
 * Adding a code means adding the test that causes it.
 */
export const ERROR_CODES = {
  BAD_REQUEST: 'The call does not fit its schema.',
  UNKNOWN_CALL: 'The other side does not know this call; the versions differ.',
  VERSION_MISMATCH: 'The two sides speak different versions of the contract.',
  CANCELLED: 'The caller cancelled.',
  CONNECTION_LOST: 'The engine went away before it answered.',
  NOT_FOUND: 'The thing named does not exist.',
  BAD_POLICY: 'A policy or a set of policies cannot be understood.',
  BAD_QUERY: 'The query text cannot be understood.',
  UNREADABLE_SOURCE: 'A source cannot be opened or ends before its time.',
  TRAILING_BYTES: 'Bytes behind the end of the packed data of a source were skipped.',
  PARTS_LEFT_OUT: 'Parts of a source are no logs, or cannot be read, and were left out.',
  UNSUPPORTED_ENCODING: 'The text encoding is recognised and not yet supported.',
  BINARY_SOURCE: 'The source is binary data, not a log.',
  EMPTY_SOURCE: 'The source has no lines.',
  UNKNOWN_FORMAT: 'There is no format of that name.',
  BAD_TIME_ZONE: 'There is no time zone of that name.',
  STORE_UNREADABLE: 'The investigation file cannot be opened.',
  STORE_TOO_NEW: 'The investigation file was written by a newer version.',
  STORE_BUSY: 'Another process writes this investigation.',
  DISK_FULL: 'There is no room left on the disk.',
  SERVICE_UNREACHABLE: 'A log service does not answer, or something else answers in its place.',
  SERVICE_FAILED: 'A log service answers with a fault, also when asked again.',
  KEY_REFUSED: 'A log service does not accept the key, or the key may not do this.',
  KEY_MISSING: 'The key for a connection is not kept, or kept under a lock.',
  WORKER_DIED: 'A worker thread ended while it was at work.',
  QUERY_TOO_SLOW: 'A regular expression took longer than its time.',
  MODEL_FAILED: 'A model server cannot be reached or gave no usable answer.',
  NOT_SIGNED_IN: 'The server asked needs a key, and got none that it knows.',
  NOT_ALLOWED: 'The key may not do that.',
  CONFLICT: 'Something else was changed meanwhile, or stands in the way.',
  TOO_MANY: 'Too many requests in too short a time.',
  SERVER_UNREACHABLE: 'The policy server does not answer, or not as one.',
  INTERNAL: 'A bug in Logsift.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An expected failure. `message` says thing, finding, meaning and next step in plain words. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: Record<string, string | number> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}

/** Throws CANCELLED when the signal has fired; long loops call it once per block. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.');
}
