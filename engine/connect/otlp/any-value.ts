/** Deeper values of an untrusted sender are left out. */
const MAX_DEPTH = 32;

export type Member = Readonly<Record<string, unknown>>;

export function isMember(value: unknown): value is Member {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member under its name in OTLP's JSON, or as the collector once wrote it (`resource_logs`). */
export function memberOf(value: unknown, name: string): unknown {
  if (!isMember(value)) return undefined;
  return value[name] ?? value[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

export function listOf(value: unknown, name: string): readonly unknown[] {
  const list = memberOf(value, name);
  return Array.isArray(list) ? list : [];
}

/** An AnyValue as plain JSON; whole numbers stay the text they came as where a double could not hold them. */
export function plainValue(value: unknown, depth = 0): unknown {
  if (!isMember(value) || depth > MAX_DEPTH) return undefined;
  const simple =
    memberOf(value, 'stringValue') ?? memberOf(value, 'boolValue') ?? memberOf(value, 'doubleValue') ?? memberOf(value, 'bytesValue');
  if (simple !== undefined) return simple;
  const integer = memberOf(value, 'intValue');
  if (integer !== undefined) return typeof integer === 'string' && Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
  const array = memberOf(value, 'arrayValue');
  if (array !== undefined) return listOf(array, 'values').map((item) => plainValue(item, depth + 1));
  const list = memberOf(value, 'kvlistValue');
  return list === undefined ? undefined : Object.fromEntries(pairsOf(listOf(list, 'values'), depth + 1));
}

/** Keys with their values; of a key given twice the last one counts. */
export function pairsOf(pairs: readonly unknown[], depth = 0): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const pair of pairs) {
    const key = memberOf(pair, 'key');
    if (typeof key !== 'string') continue;
    found.set(key, plainValue(memberOf(pair, 'value'), depth));
  }
  return found;
}

/** As the text of a field or a message: structures as compact JSON. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
