import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../engine/mine');
const SYSTEMS =
  /android|apache|\bbgl\b|hdfs|\bhpc\b|hadoop|linux|openssh|sshd|spark|zookeeper|thunderbird|openstack|healthapp|proxifier|_2k\b|loghub/i;

test('the miner knows no system by name and reads no labels', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  expect(files.length).toBeGreaterThan(5);
  const found = files.flatMap((name) => {
    const lines = readFileSync(join(FOLDER, name), 'utf8').split('\n');
    return lines.filter((line) => SYSTEMS.test(line)).map((line) => `${name}: ${line.trim()}`);
  });
  expect(found).toEqual([]);
});
