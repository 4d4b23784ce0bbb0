import type { Decision } from './decision.ts';
import type { LogRecord } from './record.ts';

/** Writes on a record that stays what it stands for, so that counts add up behind the policies. Says nothing where it stands for itself. */
export function annotate(record: LogRecord, { threshold, randomness, logCount }: Decision): void {
  if (threshold === undefined && randomness === undefined && logCount === 1) return;
  const added: LogRecord['attributes'] = {};
  if (threshold !== undefined) added['sampling.threshold'] = threshold;
  if (randomness !== undefined) added['sampling.randomness'] = randomness;
  const carried = record.attributes.log_count;
  if (logCount > 1) added.log_count = logCount - 1 + (typeof carried === 'number' ? carried : 1);
  record.attributes = { ...record.attributes, ...added };
}
