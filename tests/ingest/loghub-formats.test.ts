import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { levelAt } from '../../engine/base/level.ts';
import { LineScan, type MaskMessage } from '../../engine/base/line-scan.ts';
import { isoOfUs } from '../../engine/base/time.ts';
import { detectFormat } from '../../engine/ingest/format/detect.ts';
import { loadCatalog } from '../../engine/ingest/format/load-catalog.ts';
import { sampleText } from '../../engine/ingest/format/sample.ts';
import { createScanner } from '../../engine/ingest/format/scanner.ts';
import { renderTimestamp } from '../../engine/ingest/format/timestamp-layout.ts';
import { zoneOffsets } from '../../engine/ingest/format/zone.ts';

const folder = new URL('../../../shared/loghub/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere) console.log('skipped: ../shared/loghub is not here');

const catalog = loadCatalog(new URL('../../resources/formats/', import.meta.url));
const context = { zone: zoneOffsets('UTC'), referenceTimeUs: Date.UTC(2026, 8, 20) * 1000, mask: (() => {}) satisfies MaskMessage };

test.skipIf(!isThere).each([
  ['Android', 'android-logcat', '2026-03-17T16:13:38.811Z', '2026-03-17T16:16:09.141Z'],
  ['Apache', 'apache-error', '2005-12-04T04:47:44.000Z', '2005-12-05T19:15:57.000Z'],
  ['BGL', 'bgl-ras', '2005-06-03T22:42:50.000Z', '2006-01-03T15:13:09.000Z'],
  ['HDFS', 'hadoop', '2008-11-09T20:36:15.000Z', '2008-11-11T10:20:17.000Z'],
  ['HPC', 'plain-timestamp', '2003-08-06T09:52:50.000Z', '2006-04-27T01:13:18.000Z'],
  ['Hadoop', 'log4j', '2015-10-18T18:01:47.978Z', '2015-10-18T18:10:55.202Z'],
  ['Linux', 'syslog-rfc3164', '2026-06-14T15:16:01.000Z', '2026-07-27T14:42:00.000Z'],
  ['OpenSSH', 'syslog-rfc3164', '2025-12-10T06:55:46.000Z', '2025-12-10T11:04:45.000Z'],
  ['Spark', 'hadoop', '2017-06-09T20:10:40.000Z', '2017-06-09T20:11:11.000Z'],
  ['Zookeeper', 'log4j', '2015-07-29T17:41:44.747Z', '2015-08-25T11:26:28.145Z'],
])('%s is read as %s from %s until %s, every line a record with its time and the level of the data set', (name, format, from, until) => {
  const bytes = readFileSync(new URL(`${name}_2k.log`, folder));
  const text = sampleText(bytes, true, name, false);
  const found = detectFormat(bytes, text, catalog, context);
  const scanner = createScanner(found.definition, found.roles, context);
  const scan = new LineScan();
  const levels = labelledLevels(name);
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const wrong: string[] = [];
  text.lines.forEach(({ start, end }, index) => {
    const line = bytes.subarray(start, end).toString();
    if (!scanner.scan(bytes, start, end, scan) || Number.isNaN(scan.timeUs)) {
      wrong.push(`unread: ${line}`);
      return;
    }
    first = Math.min(first, scan.timeUs);
    last = Math.max(last, scan.timeUs);
    const slot = scan.slotKind.subarray(0, scan.slotCount).indexOf(0);
    const rendered = Buffer.from(renderTimestamp(scan.timeLayout, scan.timeUs)).toString();
    if (bytes.subarray(scan.slotStart[slot], scan.slotEnd[slot]).toString() !== rendered) wrong.push(`time ${rendered}: ${line}`);
    const level = levelAt(scanner.describe(bytes, start, end, scan).level);
    if (levels !== undefined && level !== levels[index]) wrong.push(`${level} instead of ${levels[index]}: ${line}`);
  });
  expect({
    format: found.definition.id,
    lines: text.lines.length,
    from: isoOfUs(first),
    until: isoOfUs(last),
    wrong: wrong.slice(0, 5),
  }).toEqual({
    format,
    lines: 2_000,
    from,
    until,
    wrong: [],
  });
});

/** The level of every line as the data set labels it, undefined where it labels none. */
function labelledLevels(name: string): string[] | undefined {
  const rows = readFileSync(new URL(`${name}_2k.log_structured.csv`, folder), 'utf8')
    .trimEnd()
    .split(/\r?\n/);
  const column = rows[0].split(',').indexOf('Level');
  if (column < 0 || name === 'Linux') return undefined;
  const words: Readonly<Record<string, string>> = {
    NOTICE: 'INFO',
    V: 'TRACE',
    D: 'DEBUG',
    I: 'INFO',
    W: 'WARN',
    E: 'ERROR',
    SEVERE: 'ERROR',
    FAILURE: 'ERROR',
    WARNING: 'WARN',
  };
  return rows.slice(1).map((row) => {
    const word = row
      .replace(/"(?:[^"]|"")*"/g, '')
      .split(',')
      [column].toUpperCase();
    return words[word] ?? word;
  });
}
