/** What follows the log's own name when a file is rotated or packed: `.gz`, `.1`, `-20260131`, `.2026-01-31T10-30-00`, `.old`. */
const PACKED = /\.(?:gz|zst|zstd)$/i;
const ROTATED = /(?:[-_.]?\d{4}-?\d\d-?\d\d(?:[-_.T]?\d\d(?:[-_:.]?\d\d){0,2})?|[-_.]\d{1,4}|\.old|\.bak)$/i;
const LOG_FILE = /\.(?:log|out|err|jsonl|ndjson)$/i;
/** What kind of log of a service it is, not which service: `nginx_access`, `payment-api.error`. */
const KIND_OF_LOG = /[-_.](?:access|combined|console|current|debug|errors?|err|info|logs?|out|slow|stderr|stdout|trace|warn|warning)$/i;

/** Names that say what a log is for on any machine, and facilities of the system: no service is called so. */
const GENERIC = new Set(
  `access all app application apps auth boot combined console container cron current daemon debug default dmesg err error errors
  example file info input job kern kernel lastlog local log logfile logs main mail maillog messages other out output pasted process root
  run sample secure server service stderr stdin stdout sys syslog system temp test tmp trace unknown user warn warning`.split(/\s+/),
);

/** A name in the usual sense: a letter first, then letters and digits, with single signs between. */
const NAME = /^[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*$/i;
const MAX_LENGTH = 64;
/** Hashes and UUIDs name one run, not a service. */
const IDENTIFIER = /(?:^|[-_.])(?=[0-9a-f]*\d)[0-9a-f]{8,}(?:$|[-_.])/i;

const KUBERNETES_LINK = /^[^_]+_[^_]+_(.+)-[0-9a-f]{64}$/;
const KUBERNETES_POD = /(?:^|[\\/])[^\\/_]+_[^\\/_]+_[0-9a-f-]{32,36}[\\/]([^\\/]+)[\\/]\d+\.log[^\\/]*$/;

/**
 * The service whose log a file is, by its name; undefined where the name does not clearly say one.
 * @param name as the person knows the file; it may begin with folders
 */
export function serviceOfFile(path: string, name: string): string | undefined {
  const container = KUBERNETES_POD.exec(path) ?? KUBERNETES_POD.exec(name);
  if (container !== null) return container[1];
  let rest = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  let isLog = false;
  for (;;) {
    const shorter = rest.replace(PACKED, '').replace(LOG_FILE, '');
    isLog ||= LOG_FILE.test(rest.replace(PACKED, ''));
    const link = isLog ? KUBERNETES_LINK.exec(shorter) : null;
    if (link !== null) return link[1];
    const next = shorter.replace(ROTATED, '');
    if (next === rest) break;
    rest = next;
  }
  if (!isLog) return undefined;
  for (let next = rest; ; rest = next) {
    next = rest.replace(KIND_OF_LOG, '').replace(ROTATED, '');
    if (next === rest) break;
  }
  const isName = NAME.test(rest) && rest.length >= 2 && rest.length <= MAX_LENGTH;
  return isName && !GENERIC.has(rest.toLowerCase()) && !IDENTIFIER.test(rest) ? rest : undefined;
}
