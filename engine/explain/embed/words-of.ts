/** What people write short in logs and long in questions. */
const LONG_FORMS: Readonly<Record<string, readonly string[]>> = Object.freeze({
  auth: ['authentication'],
  authn: ['authentication'],
  authz: ['authorization'],
  addr: ['address'],
  cert: ['certificate'],
  certs: ['certificates'],
  cfg: ['configuration'],
  conf: ['configuration'],
  config: ['configuration'],
  conn: ['connection'],
  conns: ['connections'],
  cpu: ['processor'],
  ctx: ['context'],
  db: ['database'],
  deps: ['dependencies'],
  dir: ['directory'],
  dns: ['domain', 'name'],
  econnrefused: ['connection', 'refused'],
  econnreset: ['connection', 'reset'],
  enoent: ['file', 'missing'],
  enospc: ['disk', 'full'],
  eacces: ['permission', 'denied'],
  etimedout: ['connection', 'timeout'],
  env: ['environment'],
  err: ['error'],
  errno: ['error'],
  exec: ['execute'],
  gc: ['garbage', 'collection'],
  img: ['image'],
  init: ['initialize'],
  io: ['input', 'output'],
  lib: ['library'],
  mem: ['memory'],
  msg: ['message'],
  oom: ['memory', 'exhausted'],
  param: ['parameter'],
  params: ['parameters'],
  perm: ['permission'],
  pkg: ['package'],
  postgres: ['database'],
  postgresql: ['database'],
  mysql: ['database'],
  mongodb: ['database'],
  proc: ['process'],
  pwd: ['password'],
  passwd: ['password'],
  req: ['request'],
  res: ['response'],
  resp: ['response'],
  sess: ['session'],
  sql: ['database', 'query'],
  src: ['source'],
  srv: ['server'],
  svc: ['service'],
  tls: ['encryption'],
  ssl: ['encryption'],
  tmp: ['temporary'],
  tx: ['transaction'],
  txn: ['transaction'],
  usr: ['user'],
  val: ['value'],
  vol: ['volume'],
});

/** Holes, escapes and the like: no word of anybody. */
const VARIABLE = /<\*>|\$\{[^}]*\}|%[sdif]/g;

/** Words of a message or a question, lower case: camelCase, snake_case and paths are taken apart, short forms written out. */
export function wordsOf(text: string): string[] {
  const parts = text
    .replace(VARIABLE, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z]+(?:'[a-z]+)?/g);
  return (parts ?? []).flatMap((part) => {
    const word = part.replace(/'[a-z]+$/, '');
    return LONG_FORMS[word] ?? (word.length > 1 ? [word] : []);
  });
}
