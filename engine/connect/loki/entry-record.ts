import { levelOfWord } from '../../base/level.ts';
import type { ServiceRecord } from '../record-line.ts';
import { isoOfNanoseconds } from '../time.ts';
import type { Entry } from './answers.ts';

const LEVEL_LABELS = ['detected_level', 'level', 'severity', 'lvl'];
/** What Loki and its agents call the service, best first. */
const SERVICE_LABELS = ['service_name', 'service', 'app', 'container', 'job'];

/** A line with its labels, structured metadata and parsed fields. Where no label names a level, the words of the line do. */
export function recordOfEntry({ ns, line, labels, more }: Entry): ServiceRecord {
  const named = (names: readonly string[]) =>
    names.map((name) => more[name] ?? labels[name]).find((value) => value !== undefined && value !== '');
  const level = levelOfWord(named(LEVEL_LABELS) ?? '')?.toLowerCase();
  const service = named(SERVICE_LABELS);
  return {
    time: isoOfNanoseconds(String(ns)),
    level,
    service: service === 'unknown_service' ? undefined : service,
    body: line,
    fields: [...Object.entries(labels), ...Object.entries(more).filter(([name, value]) => labels[name] !== value)],
  };
}
