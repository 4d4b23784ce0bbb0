const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 1 << 10, mib: 1 << 20, gib: 1 << 30 };

/** `1GB` = 1,000,000,000; `512MiB` = 536,870,912; a bare number is bytes. @throws RangeError for anything else */
export function parseSize(text: string): number {
  const [, amount, unit] = /^\s*([\d.]+)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const factor = UNITS[(unit ?? '-').toLowerCase()];
  const bytes = Math.round(Number(amount) * (factor ?? Number.NaN));
  if (!Number.isSafeInteger(bytes) || bytes <= 0) throw new RangeError(`"${text}" is not a size. Write for example 1GB or 300MB.`);
  return bytes;
}
