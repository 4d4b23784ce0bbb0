import { levelAt, SEVERITY_NUMBER } from '../../base/level.ts';
import { type MaskedMessage, maskedMessage } from '../../base/masked-message.ts';
import { compilePredicate } from '../../policy/evaluate/compile-predicate.ts';
import type { Value } from '../../policy/evaluate/record.ts';
import type { Matcher } from '../../policy/model/matcher.ts';
import { matchersOf, type Policy } from '../../policy/model/policy.ts';
import type { Target } from '../../policy/model/target.ts';
import type { Shard } from '../shard.ts';
import type { SignatureField } from '../signature-table.ts';
import { ClassAutomata, FormTest, type Verdict } from './form-test.ts';

/** What has to be read of the records of a signature in a service, before policies can decide about them. */
export interface SignaturePlan {
  /** Numbers of the policies that match all, and of those that match some. */
  readonly all: readonly number[];
  readonly some: readonly number[];
  /** The text of the message differs in what some policy says of it. */
  readonly needsBody: boolean;
  /** Fields whose values policies read. */
  readonly fields: readonly SignatureField[];
  readonly trace: SignatureField | undefined;
}

/** Names under which programs write the id of a trace. */
const TRACE_NAME = /^trace(?:[._-]?id)?$/i;

/** Index of ERROR in LEVELS. */
const FIRST_ERROR = 5;
/** Of signatures that no policy has to do with: nearly all. */
const NOTHING: SignaturePlan = Object.freeze({ all: [], some: [], needsBody: false, fields: [], trace: undefined });

/** What policies may ask of a signature, worked out when they do. */
class SignatureForm {
  readonly service: string;
  readonly level: number;
  readonly #shard: Shard;
  readonly #id: number;
  #message: MaskedMessage | undefined;

  constructor(shard: Shard, id: number, service: string) {
    this.#shard = shard;
    this.#id = id;
    this.service = service;
    this.level = shard.table.level[id];
  }

  get message(): MaskedMessage {
    this.#message ??= maskedMessage(this.#shard.table.decode(this.#id));
    return this.#message;
  }

  get fields(): readonly SignatureField[] {
    return this.#shard.table.open(this.#id).fields;
  }
}

/** Works out once per signature what its records have in common. */
export class SignaturePlans {
  readonly #shard: Shard;
  readonly #matchers: readonly (readonly Matcher[])[];
  readonly #read: ReadonlySet<string>;
  /** Policies whose keys are made of the message: there each text counts. */
  readonly #keyedByBody: ReadonlySet<number>;
  readonly #forms = new Map<string, FormTest>();
  readonly #classes = new ClassAutomata();
  readonly #predicates = new Map<Matcher, (value: Value | undefined) => boolean>();

  /** @param policies in the order in which their numbers count */
  constructor(shard: Shard, policies: readonly Policy[]) {
    this.#shard = shard;
    this.#matchers = policies.map(matchersOf);
    this.#keyedByBody = new Set(policies.flatMap((policy, number) => (isKeyedByBody(policy) ? [number] : [])));
    this.#read = new Set(policies.flatMap(targetsOf).flatMap(({ log_attribute: path }) => (path?.length === 1 ? [String(path[0])] : [])));
  }

  /** @param service index into the services of the shard's table */
  of(signatureId: number, service: number): SignaturePlan {
    const form = new SignatureForm(this.#shard, signatureId, this.#shard.table.services[service]);
    const [all, some]: [number[], number[]] = [[], []];
    let needsBody = false;
    for (const [number, matchers] of this.#matchers.entries()) {
      const { verdict, isBodyAsked } = this.#verdictOfAll(matchers, form);
      if (verdict === 'none') continue;
      needsBody ||= isBodyAsked || this.#keyedByBody.has(number);
      (verdict === 'all' ? all : some).push(number);
    }
    // Only errors matter beside what policies match: to see which traces lose their context.
    const isRead = all.length + some.length > 0 || form.level >= FIRST_ERROR;
    if (!isRead) return NOTHING;
    return {
      all,
      some,
      needsBody,
      fields: form.fields.filter(({ name }) => this.#read.has(name)),
      trace: form.fields.find(({ name }) => TRACE_NAME.test(name)),
    };
  }

  #verdictOfAll(matchers: readonly Matcher[], form: SignatureForm): { readonly verdict: Verdict; readonly isBodyAsked: boolean } {
    let verdict: Verdict = 'all';
    let isBodyAsked = false;
    for (const matcher of matchers) {
      const one = negated(this.#verdict(matcher, form), matcher.negate);
      if (one === 'none') return { verdict: 'none', isBodyAsked: false };
      if (one === 'all') continue;
      verdict = 'some';
      isBodyAsked ||= matcher.target.record_field === 'LOG_RECORD_FIELD_BODY';
    }
    return { verdict, isBodyAsked };
  }

  #verdict(matcher: Matcher, form: SignatureForm): Verdict {
    const { record_field: field, resource_attribute: resource, log_attribute: attribute } = matcher.target;
    if (field === 'LOG_RECORD_FIELD_BODY') return this.#bodyVerdict(matcher, form);
    if (field === 'LOG_RECORD_FIELD_SEVERITY_NUMBER') return this.#constant(matcher, SEVERITY_NUMBER[levelAt(form.level)]);
    if (field === 'LOG_RECORD_FIELD_SEVERITY_TEXT') return this.#constant(matcher, severityText(form.level));
    if (field === 'LOG_RECORD_FIELD_TRACE_ID')
      return form.fields.some(({ name }) => TRACE_NAME.test(name)) ? 'some' : this.#constant(matcher, undefined);
    if (resource?.length === 1 && resource[0] === 'service.name')
      return this.#constant(matcher, form.service === '' ? undefined : form.service);
    const found = attribute?.length === 1 ? form.fields.find(({ name }) => name === attribute[0]) : undefined;
    if (found === undefined) return this.#constant(matcher, undefined);
    return found.pieces.every((piece) => 'text' in piece)
      ? this.#constant(matcher, found.pieces.map((piece) => ('text' in piece ? piece.text : '')).join(''))
      : 'some';
  }

  #constant(matcher: Matcher, value: Value | undefined): Verdict {
    let test = this.#predicates.get(matcher);
    if (test === undefined) {
      test = compilePredicate(matcher).test;
      this.#predicates.set(matcher, test);
    }
    return test(value) ? 'all' : 'none';
  }

  #bodyVerdict({ predicate }: Matcher, { message }: SignatureForm): Verdict {
    if (predicate.exists !== undefined) return 'all';
    const literal = typeof predicate.equals === 'string' ? predicate.equals : predicate.contains;
    const pattern = predicate.regex ?? (typeof literal === 'string' ? quotedPattern(literal, predicate.equals !== undefined) : undefined);
    if (pattern === undefined) return 'none';
    let form = this.#forms.get(pattern);
    if (form === undefined) {
      form = new FormTest(pattern, this.#classes);
      this.#forms.set(pattern, form);
    }
    return form.verdict(message.texts, message.kinds);
  }
}

/** As OpenTelemetry's severity text stands for the level. */
export function severityText(level: number): string | undefined {
  return level === 0 ? undefined : levelAt(level);
}

function quotedPattern(text: string, isWhole: boolean): string {
  const quoted = text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  return isWhole ? `\\A${quoted}\\z` : quoted;
}

function negated(verdict: Verdict, isNegated: boolean): Verdict {
  return !isNegated || verdict === 'some' ? verdict : verdict === 'all' ? 'none' : 'all';
}

function isKeyedByBody({ log_sampling }: Policy): boolean {
  const { probability, rate, dedupe } = log_sampling ?? {};
  const keys = [probability?.key, probability?.fallback_key, ...(rate?.group_by ?? []), ...(dedupe?.key ?? [])];
  return probability?.no_key === 'record_hash' || keys.some((target) => target?.record_field === 'LOG_RECORD_FIELD_BODY');
}

/** Everything a policy reads: what it compares, its keys and groups. */
function targetsOf(policy: Policy): readonly Target[] {
  const { probability, rate, dedupe } = policy.log_sampling ?? {};
  const keys = [probability?.key, probability?.fallback_key, ...(rate?.group_by ?? []), ...(dedupe?.key ?? [])];
  return [...matchersOf(policy).map(({ target }) => target), ...keys.filter((target) => target !== undefined)];
}
