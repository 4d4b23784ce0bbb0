import type { Policy } from '#contract/policies.ts';

/** Services that policies name, those with most policies first. */
export function servicesOf(policies: readonly Policy[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const service of policies.flatMap(namedServices)) counts.set(service, (counts.get(service) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([service]) => service);
}

/** What a service gets: policies that name it, and those that name none, which are for all. */
export function policiesOfService(policies: readonly Policy[], service: string): readonly Policy[] {
  return policies.filter((policy) => {
    const named = namedServices(policy);
    return named.length === 0 || named.includes(service);
  });
}

function namedServices({ log_filter, log_sampling, log_transform }: Policy): readonly string[] {
  const matches = (log_filter ?? log_sampling ?? log_transform)?.matches ?? [];
  return matches.flatMap(({ target, predicate, negate }) => {
    const isService = target.resource_attribute?.length === 1 && target.resource_attribute[0] === 'service.name';
    return isService && !negate && typeof predicate.equals === 'string' ? [predicate.equals] : [];
  });
}
