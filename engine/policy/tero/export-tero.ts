import { durationMs } from '../model/duration.ts';
import type { Matcher } from '../model/matcher.ts';
import type { Policy } from '../model/policy.ts';
import { keepText, type TeroKeep } from './keep.ts';
import { teroOfTarget } from './target.ts';

type TeroJson = Readonly<Record<string, unknown>>;

export interface ExportedTero {
  /** JSON of `tero.policy.v1`. */
  readonly policies: readonly TeroJson[];
  /** What tero cannot say, by policy; such a policy is left out. */
  readonly omitted: readonly { readonly policyId: string; readonly reason: string }[];
}

/**
 * The policies as tero's. It knows no exemption: one of a single comparison is put, the other way round, into every policy that takes
 * something; one of several comparisons cannot be, and then nothing that takes is exported, which keeps more.
 */
export function exportTero(policies: readonly Policy[]): ExportedTero {
  const exemptions = policies
    .filter(({ enabled, log_filter }) => enabled && log_filter?.action === 'ACTION_KEEP')
    .map(({ log_filter }) => log_filter?.matches ?? []);
  const guards = exemptions.flatMap((matches) => (matches.length === 1 ? [{ ...matches[0], negate: !matches[0].negate }] : []));
  const isGuarded = exemptions.every((matches) => matches.length === 1);
  const exported: TeroJson[] = [];
  const omitted: { policyId: string; reason: string }[] = [];
  for (const policy of policies) {
    if (policy.log_filter?.action === 'ACTION_KEEP') continue;
    const converted = jsonOf(policy, guards, isGuarded);
    if (typeof converted === 'string') omitted.push({ policyId: policy.id, reason: converted });
    else exported.push(converted);
  }
  return { policies: exported, omitted };
}

function jsonOf(policy: Policy, guards: readonly Matcher[], isGuarded: boolean): TeroJson | string {
  const { id, name, description, enabled, labels, log_filter, log_sampling, log_transform } = policy;
  if (log_sampling?.dedupe !== undefined) return 'there is no dedupe';
  const takes = log_filter !== undefined || log_sampling !== undefined;
  if (takes && !isGuarded) return 'an exemption of several comparisons cannot be put into its match list';
  const own = (log_filter ?? log_sampling ?? log_transform)?.matches;
  if (own === undefined) return 'it is not about logs';
  const match = [...own, ...(takes ? guards : [])].map(matcherJson);
  const unknown = match.find((matcher) => typeof matcher === 'string');
  if (typeof unknown === 'string') return unknown;
  const sampling = log_sampling?.probability;
  const sampleKey = sampling && teroOfTarget(sampling.key);
  const log = {
    match,
    keep: keepText(keepOfPolicy(policy)),
    ...(sampleKey === undefined ? {} : { sample_key: sampleKey }),
    ...(log_transform === undefined ? {} : { transform: transformJson(log_transform) }),
  };
  return { id, name, description, enabled, labels: Object.entries(labels).map(([key, value]) => ({ key, value })), log };
}

function keepOfPolicy({ log_filter, log_sampling }: Policy): TeroKeep {
  if (log_filter !== undefined) return { kind: 'none' };
  if (log_sampling?.probability !== undefined) return { kind: 'percentage', percentage: log_sampling.probability.percentage };
  const rate = log_sampling?.rate;
  return rate === undefined
    ? { kind: 'all' }
    : { kind: 'rate', limit: Math.max(1, Math.round(rate.limit)), periodMs: durationMs(rate.period) };
}

function matcherJson({ target, predicate, negate }: Matcher): TeroJson | string {
  const where = teroOfTarget(target);
  if (where === undefined) return 'it reads something there is no field for';
  const { equals, exists, contains, regex, ...bounds } = predicate;
  if (typeof equals === 'object' || typeof contains === 'object') return 'it compares bytes';
  const compared =
    typeof equals === 'string'
      ? { exact: equals }
      : equals !== undefined
        ? { equals }
        : exists !== undefined
          ? { exists: true }
          : undefined;
  return {
    ...where,
    ...(compared ?? (contains !== undefined ? { contains: String(contains) } : regex !== undefined ? { regex } : bounds)),
    ...(negate ? { negate } : {}),
  };
}

function transformJson({ remove, redact, rename, add }: NonNullable<Policy['log_transform']>): TeroJson {
  return {
    remove: remove.flatMap((target) => teroOfTarget(target) ?? []),
    redact: redact.map(({ target, replacement, regex }) => ({
      ...teroOfTarget(target),
      replacement,
      ...(regex === undefined ? {} : { regex }),
    })),
    rename: rename.map(({ target, to, upsert }) => ({
      ...Object.fromEntries(Object.entries(teroOfTarget(target) ?? {}).map(([name, path]) => [`from_${name}`, path])),
      to,
      upsert,
    })),
    add: add.map(({ target, value, upsert }) => ({ ...teroOfTarget(target), value, upsert })),
  };
}
