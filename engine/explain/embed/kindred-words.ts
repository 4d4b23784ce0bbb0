/**
 * Words that logs and people use for the same trouble. Vectors of single words know them as different things: "refused" lies near "accepted", and
 * "slots" near machines that are played. General words alone: names of products and programs are none of them.
 */
const KINDRED: readonly (readonly string[])[] = Object.freeze([
  'unreachable unavailable unresponsive refused timeout timed deadline reset down dead disconnected exhausted slots breaker'.split(' '),
  'full exhausted slots remaining limit exceeded quota many overload overloaded throttled waiters backlog pressure free'.split(' '),
  'denied forbidden permission permitted authorized unauthorized rejected declined refused abandoned blocked'.split(' '),
  'slow slowly late latency delay delayed lag lagging waiting long deadline timeout timed stuck hanging'.split(' '),
  'crashed died killed exited panic terminated restarted stopping stopped sigterm sigkill aborted'.split(' '),
  'missing unknown absent miss nonexistent'.split(' '),
  'invalid malformed corrupt corrupted inconsistent mismatch match duplicate violates conflict wrong twice'.split(' '),
  'retry retrying retries attempt attempts backoff again'.split(' '),
  'deployed deployment deploy release released rollout rolled revision scaled upgraded version image'.split(' '),
  'health healthy unhealthy readiness liveness probe heartbeat'.split(' '),
  'concurrent concurrency lock locks locked block blocks deadlock optimistic race contention'.split(' '),
]);

/** Which kinds of trouble a stem speaks of; none for most. @param stemOf as the texts are cut */
export function kindredBy(stemOf: (word: string) => string): (stem: string) => readonly number[] {
  const kinds = new Map<string, number[]>();
  KINDRED.forEach((words, kind) => {
    for (const stem of new Set(words.map(stemOf))) kinds.set(stem, [...(kinds.get(stem) ?? []), kind]);
  });
  return (stem) => kinds.get(stem) ?? [];
}
