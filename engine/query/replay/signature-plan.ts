import { levelAt, SEVERITY_NUMBER } from '../../base/level.ts';
import { maskedMessage } from '../../base/masked-message.ts';
import { compilePredicate } from '../../policy/evaluate/compile-predicate.ts';
import type { Value } from '../../policy/evaluate/record.ts';
import type { Matcher } from '../../policy/model/matcher.ts';
import { matchersOf, type Policy } from '../../policy/model/policy.ts';
import type { Target } from '../../policy/model/target.ts';
import type { Shard } from '../shard.ts';
import type { OpenSignature, SignatureField } from '../signature-table.ts';
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

/** Works out once per signature what its records have in common. */
export class SignaturePlans {
  readonly #shard: Shard;
  readonly #matchers: readonly (readonly Matcher[])[];
  readonly #read: ReadonlySet<string>;
  readonly #forms = new Map<string, FormTest>();
  readonly #classes = new ClassAutomata();
  readonly #made = new Map<string, SignaturePlan>();
  readonly #predicates = new Map<Matcher, (value: Value | undefined) => boolean>();

  /** @param policies in the order in which their numbers count */
  constructor(shard: Shard, policies: readonly Policy[]) {
    this.#shard = shard;
    this.#matchers = policies.map(matchersOf);
    this.#read = new Set(policies.flatMap(targetsOf).flatMap(({ log_attribute: path }) => (path?.length === 1 ? [String(path[0])] : [])));
  }

  /** @param service index into the services of the shard's table */
  of(signatureId: number, service: number): SignaturePlan {
    const key = `${signatureId} ${service}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = this.#plan(this.#shard.table.open(signatureId), this.#shard.table.services[service]);
    this.#made.set(key, made);
    return made;
  }

  #plan(open: OpenSignature, service: string): SignaturePlan {
    const [all, some]: [number[], number[]] = [[], []];
    let needsBody = false;
    for (const [number, matchers] of this.#matchers.entries()) {
      let verdict: Verdict = 'all';
      let isBodyAsked = false;
      for (const matcher of matchers) {
        const one = negated(this.#verdict(matcher, open, service), matcher.negate);
        if (one === 'none') {
          verdict = 'none';
          break;
        }
        if (one === 'all') continue;
        verdict = 'some';
        isBodyAsked ||= matcher.target.record_field === 'LOG_RECORD_FIELD_BODY';
      }
      if (verdict === 'none') continue;
      needsBody ||= isBodyAsked;
      (verdict === 'all' ? all : some).push(number);
    }
    return {
      all,
      some,
      needsBody,
      fields: open.fields.filter(({ name }) => this.#read.has(name)),
      trace: open.fields.find(({ name }) => TRACE_NAME.test(name)),
    };
  }

  #verdict(matcher: Matcher, open: OpenSignature, service: string): Verdict {
    const { record_field: field, resource_attribute: resource, log_attribute: attribute } = matcher.target;
    if (field === 'LOG_RECORD_FIELD_BODY') return this.#bodyVerdict(matcher, open);
    if (field === 'LOG_RECORD_FIELD_SEVERITY_NUMBER') return this.#constant(matcher, SEVERITY_NUMBER[levelAt(open.signature.level)]);
    if (field === 'LOG_RECORD_FIELD_SEVERITY_TEXT') return this.#constant(matcher, severityText(open.signature.level));
    if (field === 'LOG_RECORD_FIELD_TRACE_ID')
      return open.fields.some(({ name }) => TRACE_NAME.test(name)) ? 'some' : this.#constant(matcher, undefined);
    if (resource?.length === 1 && resource[0] === 'service.name') return this.#constant(matcher, service === '' ? undefined : service);
    const found = attribute?.length === 1 ? open.fields.find(({ name }) => name === attribute[0]) : undefined;
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

  #bodyVerdict({ predicate }: Matcher, open: OpenSignature): Verdict {
    if (predicate.exists !== undefined) return 'all';
    const literal = typeof predicate.equals === 'string' ? predicate.equals : predicate.contains;
    const pattern = predicate.regex ?? (typeof literal === 'string' ? quotedPattern(literal, predicate.equals !== undefined) : undefined);
    if (pattern === undefined) return 'none';
    let form = this.#forms.get(pattern);
    if (form === undefined) {
      form = new FormTest(pattern, this.#classes);
      this.#forms.set(pattern, form);
    }
    const { texts, kinds } = maskedMessage(open.signature);
    return form.verdict(texts, kinds);
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

/** Everything a policy reads: what it compares, its keys and groups. */
function targetsOf(policy: Policy): readonly Target[] {
  const { probability, rate, dedupe } = policy.log_sampling ?? {};
  const keys = [probability?.key, probability?.fallback_key, ...(rate?.group_by ?? []), ...(dedupe?.key ?? [])];
  return [...matchersOf(policy).map(({ target }) => target), ...keys.filter((target) => target !== undefined)];
}
