import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import type { DropRule, PullFilter, RulePreview } from '../../base/pull.ts';
import type { ServiceClient } from '../service/service-client.ts';
import { Count } from './answers.ts';
import { logQuery } from './log-query.ts';

const Rules = z.object({
  results: z.array(z.object({ id: z.string(), name: z.string(), enabled: z.boolean().nullish(), config: z.unknown() })),
});
const Created = z.object({ id: z.string(), name: z.string(), enabled: z.boolean().nullish() });

/** Drop rules of one project: what one would do is shown first, and only what was shown is sent. */
export class PosthogRules {
  readonly #client: ServiceClient;
  readonly #base: string;

  /** @param base of the project's logs, with a slash at its end */
  constructor(client: ServiceClient, base: string) {
    this.#client = client;
    this.#base = base;
  }

  async preview(rule: DropRule, filter: PullFilter, signal: AbortSignal): Promise<RulePreview> {
    const scope = { ...filter, services: [], minLevel: undefined, text: undefined, attributes: [] };
    const dropped = { ...scope, services: rule.service === undefined ? [] : [rule.service], text: rule.text };
    const [existing, records, matches] = await Promise.all([
      this.#existing(signal),
      this.#count(scope, signal),
      this.#count(dropped, signal),
    ]);
    const body = bodyOf(rule, existing);
    return {
      method: 'POST',
      path: `${this.#base}sampling_rules/`,
      body,
      consent: consentTo(body),
      records,
      matches,
      existing: existing.map(({ name, enabled }) => ({ name, isOn: enabled === true })),
    };
  }

  /** @param consent of the preview that was seen  @throws AppError BAD_REQUEST when what would be sent is not what was seen */
  async create(rule: DropRule, consent: string, signal: AbortSignal): Promise<{ readonly id: string; readonly name: string }> {
    const body = bodyOf(rule, await this.#existing(signal));
    if (consentTo(body) !== consent) {
      throw new AppError(
        'BAD_REQUEST',
        'The rule is not the one that was shown, or the rules of the project changed since. Nothing was sent. Look at the preview again.',
      );
    }
    const { data } = Created.safeParse(
      await this.#client.json({ method: 'POST', path: `${this.#base}sampling_rules/`, body: JSON.parse(body), once: true, signal }),
    );
    if (data !== undefined) return { id: data.id, name: data.name };
    throw new AppError(
      'SERVICE_FAILED',
      'PostHog took the rule and answered in a shape this Logsift does not know. Look at the rules of the project in PostHog.',
    );
  }

  async #existing(signal: AbortSignal): Promise<z.output<typeof Rules>['results']> {
    const query = { limit: '200', offset: '0' };
    const { data } = Rules.safeParse(
      await this.#client.json({ method: 'GET', path: `${this.#base}sampling_rules/`, query, once: true, signal }),
    );
    return data?.results ?? [];
  }

  async #count(filter: PullFilter, signal: AbortSignal): Promise<number> {
    const query = logQuery(filter, filter.fromUs, filter.untilUs);
    return Count.parse(await this.#client.json({ method: 'POST', path: `${this.#base}count/`, body: { query }, signal })).count;
  }
}

/** The whole request. A new rule is off unless somebody wants it on at once. */
function bodyOf({ name, service, text, enable }: DropRule, existing: z.output<typeof Rules>['results']): string {
  // Whether the leaves of a rule name their kind differs between versions: as the rules that are there do.
  const isTyped = !existing.some(({ config }) => hasUntypedLeaf(config));
  const leaf = (key: string, type: string, operator: string, value: string) => ({ key, ...(isTyped ? { type } : {}), operator, value });
  const leaves = [
    ...(service === undefined ? [] : [leaf('service.name', 'log_resource_attribute', 'exact', service)]),
    leaf('message', 'log', 'icontains', text),
  ];
  const filter_group = { type: 'AND', values: [{ type: 'AND', values: leaves }] };
  return JSON.stringify({ name, enabled: enable, rule_type: 'path_drop', config: { filter_group } }, undefined, 2);
}

function hasUntypedLeaf(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some(hasUntypedLeaf);
  if ('key' in node && 'operator' in node) return !('type' in node);
  return Object.values(node).some(hasUntypedLeaf);
}

function consentTo(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 16);
}
