import { rmSync, writeFileSync } from 'node:fs';
import { isAppError } from '../../base/app-error.ts';
import { lockForWriting } from '../writer-lock.ts';

// One of the processes that writer-lock.test.ts lets fight: takes and gives back the lock, and reports when it was not alone.
const [, , path, rounds] = process.argv;
const marker = `${path}-held`;

function round(left: number): void {
  if (left === 0) {
    process.send?.('done', () => process.disconnect());
    return;
  }
  try {
    const lock = lockForWriting(path);
    writeFileSync(marker, '', { flag: 'wx' });
    rmSync(marker);
    lock.release();
  } catch (error) {
    if (!isAppError(error, 'STORE_BUSY')) throw error;
    setImmediate(round, left);
    return;
  }
  setImmediate(round, left - 1);
}

round(Number(rounds));
