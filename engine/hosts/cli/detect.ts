import { open } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { readSeries } from '../../analysis/series/series-csv.ts';
import { SeriesDetector } from '../../analysis/series/series-detector.ts';
import { unreadable } from '../../ingest/source/resolve-sources.ts';
import { type Call, wrong } from './arguments.ts';
import type { Output } from './output.ts';

/** An anomaly score for every row of a series, each printed before the next is read: it works on what is still being written. */
export async function detect({ files, options }: Call, output: Output): Promise<number> {
  const file = options.series;
  if (file === undefined || files.length > 0) throw wrong('"logsift detect" needs --series FILE, or --series - for standard input.');
  const input = file === '-' ? process.stdin : await openedText(file);
  const name = file === '-' ? 'standard input' : path.basename(file);
  const detector = new SeriesDetector();
  output.write('timestamp,anomaly_score\n');
  for await (const { timestamp, timeMs, value } of readSeries(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }), name)) {
    output.write(`${timestamp},${detector.next(timeMs, value).toFixed(6)}\n`);
  }
  return 0;
}

async function openedText(file: string) {
  try {
    const handle = await open(file);
    if ((await handle.stat()).isDirectory()) {
      await handle.close();
      throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    }
    return handle.createReadStream({ encoding: 'utf8' });
  } catch (cause) {
    throw unreadable(path.basename(file), cause);
  }
}
