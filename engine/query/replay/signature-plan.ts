import { levelAt, SEVERITY_NUMBER } from '../../base/level.ts';
import type { MaskedMessage } from '../../base/masked-message.ts';
import { compilePredicate } from '../../policy/evaluate/compile-predicate.ts';
import { THRESHOLD_ATTRIBUTE } from '../../policy/evaluate/evaluator.ts';
import { type Reader, readerOf } from '../../policy/evaluate/read-target.ts';
import type { LogRecord, Value } from '../../policy/evaluate/record.ts';
import { beginningOfPattern } from '../../policy/evaluate/regex/linear-regex.ts';
import { RANDOMNESS_ATTRIBUTE } from '../../policy/evaluate/sampling/randomness.ts';
import type { Matcher } from '../../policy/model/matcher.ts';
import { matchersOf, type Policy } from '../../policy/model/policy.ts';
import type { Target } from '../../policy/model/target.ts';
import type { Shard } from '../shard.ts';
import type { FieldName, SignatureField } from '../signature-table.ts';
import { ClassAutomata, FormTest, firstWord, type Verdict } from './form-test.ts';

/** What has to be read of the records of a signature in a service, before policies can decide about them. */
export interface SignaturePlan {
  /** Numbers of the policies that match all, and those that match some, with what has to be asked of each record. */
  readonly all: readonly number[];
  readonly some: readonly OpenPolicy[];
  /** The text of the message differs in what some policy says of it. */
  readonly needsBody: boolean;
  /** Fields whose values policies read. */
  readonly fields: readonly SignatureField[];
  readonly trace: SignatureField | undefined;
  /** What transforms take from, where any matches: to tell by how much records get smaller. */
  readonly changed: ReadPlan | undefined;
}

/** Which values of a record are read. */
export type ReadPlan = Pick<SignaturePlan, 'needsBody' | 'fields' | 'trace'>;

export interface OpenPolicy {
  readonly number: number;
  readonly tests: readonly OpenTest[];
}

interface OpenTest {
  readonly read: Reader;
  readonly test: (value: Value | undefined) => boolean;
  readonly isNegated: boolean;
}

/** The policies that match a record of the signature. */
export function matchedOf({ all, some }: SignaturePlan, record: LogRecord): readonly number[] {
  if (some.length === 0) return all;
  const matched = [...all];
  for (const { number, tests } of some)
    if (tests.every(({ read, test, isNegated }) => test(read(record)) !== isNegated)) matched.push(number);
  return matched;
}

/** Names under which programs write the id of a trace. */
const TRACE_NAME = /^trace(?:[._-]?id)?$/i;

/** Index of ERROR in LEVELS. */
const FIRST_ERROR = 5;
/** Of signatures that no policy has to do with: nearly all. */
const NONE: readonly never[] = [];
export const NOTHING: SignaturePlan = Object.freeze({
  all: [],
  some: [],
  needsBody: false,
  fields: [],
  trace: undefined,
  changed: undefined,
});

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
    this.#message ??= this.#shard.table.message(this.#id);
    return this.#message;
  }

  get fields(): readonly SignatureField[] {
    return this.#shard.table.open(this.#id).fields;
  }
}

/** Policies that a level and a service leave. */
interface Choice {
  readonly all: readonly number[];
  /** Those that may match messages with any first word, and the others by theirs. */
  readonly others: readonly number[];
  readonly byWord: ReadonlyMap<string, readonly number[]>;
}

/** Works out once per signature what its records have in common. */
export class SignaturePlans {
  readonly #shard: Shard;
  readonly #matchers: readonly (readonly Matcher[])[];
  readonly #read: ReadonlySet<string>;
  /** By policy: names of attributes that it shortens, and whether the message; undefined where it changes nothing. */
  readonly #shortened: readonly (Shortened | undefined)[];
  readonly #shortenedNames: ReadonlySet<string>;
  /** By list of names: whether it holds any that is read. */
  readonly #readNames = new Map<readonly FieldName[], boolean>();
  /** By policy: the first word of every message it matches, where that is certain. */
  readonly #words: readonly (string | undefined)[];
  /** By level, then by service. */
  readonly #choices: Choice[][] = [];
  /** Policies whose keys are made of the message: there each text counts. */
  readonly #keyedByBody: ReadonlySet<number>;
  readonly #forms = new Map<string, FormTest>();
  readonly #classes = new ClassAutomata();
  readonly #tests = new Map<Matcher, OpenTest>();
  /** By signature, with the service it was made for. */
  readonly #made: ({ readonly service: number; readonly plan: SignaturePlan } | undefined)[] = [];

  /** @param policies in the order in which their numbers count */
  constructor(shard: Shard, policies: readonly Policy[]) {
    this.#shard = shard;
    this.#matchers = policies.map(matchersOf);
    this.#words = this.#matchers.map(wordOfMatchers);
    this.#keyedByBody = new Set(policies.flatMap((policy, number) => (isKeyedByBody(policy) ? [number] : [])));
    const read = policies.flatMap(targetsOf).flatMap(({ log_attribute: path }) => (path?.length === 1 ? [String(path[0])] : []));
    // A record may carry along how it was sampled before.
    const carried = policies.some(({ log_sampling }) => log_sampling !== undefined) ? [RANDOMNESS_ATTRIBUTE, THRESHOLD_ATTRIBUTE] : NONE;
    this.#read = new Set([...read, ...carried]);
    this.#shortened = policies.map(shortenedBy);
    this.#shortenedNames = new Set(this.#shortened.flatMap((one) => [...(one?.names ?? [])]));
  }

  /** @param service index into the services of the shard's table */
  of(signatureId: number, service: number): SignaturePlan {
    const known = this.#made[signatureId];
    if (known?.service === service) return known.plan;
    const plan = this.#planOf(signatureId, service);
    this.#made[signatureId] = { service, plan };
    return plan;
  }

  #planOf(signatureId: number, service: number): SignaturePlan {
    const candidates = this.#candidates(signatureId, service);
    // Only errors matter beside what policies match: to see which traces lose their context.
    const isError = this.#shard.table.level[signatureId] >= FIRST_ERROR;
    if (candidates.length === 0 && !isError) return NOTHING;
    const form = new SignatureForm(this.#shard, signatureId, this.#shard.table.services[service]);
    const [all, some]: [number[], OpenPolicy[]] = [[], []];
    let needsBody = false;
    for (const number of candidates) {
      const open = this.#openOf(this.#matchers[number], form);
      if (open === undefined) continue;
      needsBody ||= this.#keyedByBody.has(number) || open.some(({ target }) => target.record_field === 'LOG_RECORD_FIELD_BODY');
      if (open.length === 0) all.push(number);
      else some.push({ number, tests: open.map((matcher) => this.#testOf(matcher)) });
    }
    if (all.length + some.length === 0 && !isError) return NOTHING;
    // To unpack a signature costs more than all the rest, and few have anything to read.
    const fields = this.#mayBeRead(signatureId) ? form.fields : NONE;
    return {
      all,
      some,
      needsBody,
      fields: fields.filter(({ name }) => this.#read.has(name)),
      trace: fields.find(({ name }) => TRACE_NAME.test(name)),
      changed: this.#changedBy([...all, ...some.map(({ number }) => number)], fields),
    };
  }

  #changedBy(numbers: readonly number[], fields: readonly SignatureField[]): ReadPlan | undefined {
    const shortened = numbers.flatMap((number) => this.#shortened[number] ?? []);
    if (shortened.length === 0) return undefined;
    return {
      needsBody: shortened.some(({ body }) => body),
      fields: fields.filter(({ name }) => shortened.some(({ names }) => names.has(name))),
      trace: undefined,
    };
  }

  /** Whether policies or traces ask for a field that the signature or its pattern has. */
  #mayBeRead(signatureId: number): boolean {
    const { table } = this.#shard;
    const { fields } = table.templates.patterns[table.patternOf(signatureId)];
    return this.#holdsRead(table.namesOf(signatureId)) || this.#holdsRead(fields);
  }

  #holdsRead(names: readonly FieldName[]): boolean {
    const known = this.#readNames.get(names);
    if (known !== undefined) return known;
    const holds = names.some(({ name }) => this.#read.has(name) || this.#shortenedNames.has(name) || TRACE_NAME.test(name));
    this.#readNames.set(names, holds);
    return holds;
  }

  /** Policies that level, service and first word do not rule out: of thousands of signatures few have any. */
  #candidates(signatureId: number, service: number): readonly number[] {
    const { all, others, byWord } = this.#choiceOf(signatureId, service);
    if (byWord.size === 0) return others;
    const { text, isWhole } = this.#shard.table.messageBeginning(signatureId);
    const word = firstWord(text, isWhole);
    if (word === undefined) return all;
    const named = byWord.get(word);
    return named === undefined ? others : [...others, ...named];
  }

  #choiceOf(signatureId: number, service: number): Choice {
    const { table } = this.#shard;
    this.#choices[table.level[signatureId]] ??= [];
    const ofLevel = this.#choices[table.level[signatureId]];
    const known = ofLevel[service];
    if (known !== undefined) return known;
    // Level and service alone are looked at, which all signatures of this choice share.
    const form = new SignatureForm(this.#shard, signatureId, table.services[service]);
    const all = this.#matchers.flatMap((matchers, number) => (matchers.some((one) => this.#isRuledOut(one, form)) ? [] : [number]));
    const byWord = new Map<string, number[]>();
    for (const number of all) {
      const word = this.#words[number];
      if (word !== undefined) byWord.set(word, [...(byWord.get(word) ?? []), number]);
    }
    const made = { all, others: all.filter((number) => this.#words[number] === undefined), byWord };
    ofLevel[service] = made;
    return made;
  }

  /** By level or service alone. */
  #isRuledOut(matcher: Matcher, form: SignatureForm): boolean {
    const { record_field: field, resource_attribute: resource } = matcher.target;
    const isOfKind =
      field === 'LOG_RECORD_FIELD_SEVERITY_NUMBER' ||
      field === 'LOG_RECORD_FIELD_SEVERITY_TEXT' ||
      (resource?.length === 1 && resource[0] === 'service.name');
    return isOfKind && negated(this.#verdict(matcher, form), matcher.negate) === 'none';
  }

  /** Of the comparisons, those that hold for some records of the signature; undefined where one holds for none. */
  #openOf(matchers: readonly Matcher[], form: SignatureForm): readonly Matcher[] | undefined {
    let open: Matcher[] | undefined;
    for (const matcher of matchers) {
      const verdict = negated(this.#verdict(matcher, form), matcher.negate);
      if (verdict === 'none') return undefined;
      if (verdict === 'all') continue;
      open ??= [];
      open.push(matcher);
    }
    return open ?? NONE;
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
    return this.#testOf(matcher).test(value) ? 'all' : 'none';
  }

  #testOf(matcher: Matcher): OpenTest {
    const known = this.#tests.get(matcher);
    if (known !== undefined) return known;
    const made = { read: readerOf(matcher.target), test: compilePredicate(matcher).test, isNegated: matcher.negate };
    this.#tests.set(matcher, made);
    return made;
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
    return form.verdict(message);
  }
}

/** The plans made last: policies are tried again and again with other shares, which changes nothing about what they match and read. */
export class KeptPlans {
  #key = '';
  #plans: SignaturePlans | undefined;

  /** @param policies in the order in which their numbers count */
  for(shard: Shard, policies: readonly Policy[]): SignaturePlans {
    const key = JSON.stringify([shard.table.templateVersion, ...policies.map(readBy)]);
    if (this.#plans === undefined || key !== this.#key) this.#plans = new SignaturePlans(shard, policies);
    this.#key = key;
    return this.#plans;
  }
}

function readBy(policy: Policy): readonly unknown[] {
  return [matchersOf(policy), targetsOf(policy), isKeyedByBody(policy), policy.log_sampling !== undefined, policy.log_transform];
}

/** As OpenTelemetry's severity text stands for the level. */
export function severityText(level: number): string | undefined {
  return level === 0 ? undefined : levelAt(level);
}

function quotedPattern(text: string, isWhole: boolean): string {
  const quoted = text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  return isWhole ? `\\A${quoted}\\z` : quoted;
}

function wordOfMatchers(matchers: readonly Matcher[]): string | undefined {
  for (const { target, predicate, negate } of matchers) {
    if (target.record_field !== 'LOG_RECORD_FIELD_BODY' || negate || predicate.regex === undefined) continue;
    const word = firstWord(beginningOfPattern(predicate.regex), false);
    if (word !== undefined) return word;
  }
  return undefined;
}

function negated(verdict: Verdict, isNegated: boolean): Verdict {
  return !isNegated || verdict === 'some' ? verdict : verdict === 'all' ? 'none' : 'all';
}

function isKeyedByBody({ log_sampling }: Policy): boolean {
  const { probability, rate, dedupe } = log_sampling ?? {};
  const keys = [probability?.key, probability?.fallback_key, ...(rate?.group_by ?? []), ...(dedupe?.key ?? [])];
  return probability?.no_key === 'record_hash' || keys.some((target) => target?.record_field === 'LOG_RECORD_FIELD_BODY');
}

interface Shortened {
  readonly body: boolean;
  readonly names: ReadonlySet<string>;
}

/** What a policy removes or redacts; what it adds or names anew is not counted. */
function shortenedBy({ log_transform }: Policy): Shortened | undefined {
  const targets = [...(log_transform?.remove ?? []), ...(log_transform?.redact ?? []).map(({ target }) => target)];
  const body = targets.some(({ record_field }) => record_field === 'LOG_RECORD_FIELD_BODY');
  const names = new Set(targets.flatMap(({ log_attribute: path }) => (path?.length === 1 ? [String(path[0])] : [])));
  return body || names.size > 0 ? { body, names } : undefined;
}

/** Everything a policy reads: what it compares, its keys and groups. */
function targetsOf(policy: Policy): readonly Target[] {
  const { probability, rate, dedupe } = policy.log_sampling ?? {};
  const keys = [probability?.key, probability?.fallback_key, ...(rate?.group_by ?? []), ...(dedupe?.key ?? [])];
  return [...matchersOf(policy).map(({ target }) => target), ...keys.filter((target) => target !== undefined)];
}
