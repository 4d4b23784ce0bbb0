import { expect, test } from 'vitest';
import { LineScan } from '../base/line-scan.ts';
import { type MaskedMessage, maskedMessage } from '../base/masked-message.ts';
import { Collection } from './collection.ts';
import { maskMessage } from './kernel.ts';
import { type Refinement, type RefineOptions, refine, refineCorpus } from './refine.ts';
import { buildSignature } from './signature.ts';
import { describes, mapSlots } from './slot-map.ts';
import { type MessageList, type Template, templateFingerprint } from './template.ts';

function message(text: string): MaskedMessage {
  const bytes = Buffer.from(text);
  const scan = new LineScan();
  scan.reset(0, bytes.length);
  maskMessage(bytes, 0, bytes.length, scan, false);
  const slotNames = new Array<undefined>(scan.slotCount).fill(undefined);
  return maskedMessage(
    buildSignature(bytes, 0, bytes.length, scan, { slotNames, fields: [], level: 0, service: undefined }, '', false, ''),
  );
}

interface CountedMessage {
  readonly message: MaskedMessage;
  readonly count: number;
}

function listOf(messages: readonly CountedMessage[]): MessageList {
  return { length: messages.length, message: (index) => messages[index].message, count: (index) => messages[index].count };
}

function counted(...texts: string[]): CountedMessage[] {
  return texts.map((text) => ({ message: message(text), count: 1 }));
}

function refined(messages: readonly CountedMessage[], options?: RefineOptions): Refinement {
  return refine(listOf(messages), options);
}

function templatesOf(...texts: string[]): string[] {
  return refined(counted(...texts))
    .templates.map((template) => template.text)
    .sort();
}

function flat(masked: MaskedMessage): string {
  return masked.texts.map((text, i) => text + (i < masked.kinds.length ? `{${i}}` : '')).join('');
}

function substituted(template: Template, masked: MaskedMessage): string {
  const values = mapSlots(template, masked);
  let out = '';
  for (const part of template.parts) {
    if ('text' in part) out += part.text;
    else for (const piece of values[part.slot]) out += 'text' in piece ? piece.text : `{${piece.slot}}`;
  }
  return out;
}

const PASSWORDS = ['root', 'ftp', 'git', 'mysql', 'uucp', 'sshd'].map((user) => `Failed password for ${user} from 10.0.0.1 port 22 ssh2`);
const INVALID = ['bob', 'eve', 'jay'].map((user) => `Failed password for invalid user ${user} from 10.0.0.1 port 22 ssh2`);

test('names vary, but a template with more words stays apart', () => {
  expect(templatesOf(...PASSWORDS, ...INVALID)).toEqual([
    'Failed password for <*> from <*> port <*> ssh2',
    'Failed password for invalid user <*> from <*> port <*> ssh2',
  ]);
});

test('a few states are no variable', () => {
  expect(templatesOf('Link ok', 'Link error', 'node 1 is now up', 'node 2 is now down')).toEqual([
    'Link error',
    'Link ok',
    'node <*> is now down',
    'node <*> is now up',
  ]);
});

test('two words that vary independently of each other are variables, words that come in pairs are not', () => {
  const jobs = ['resize', 'export', 'purge', 'digest'].flatMap((job) =>
    ['low', 'high', 'mail'].map((queue) => `job ${job} on queue ${queue}`),
  );
  expect(templatesOf(...jobs, 'door opened by key', 'lamp lit by hand', 'tank filled by pump')).toEqual([
    'door opened by key',
    'job <*> on queue <*>',
    'lamp lit by hand',
    'tank filled by pump',
  ]);
});

test('the subject of a state varies, the state does not', () => {
  const breakers = ['checkout', 'stock', 'mail'].flatMap((name) => ['OPEN', 'CLOSED'].map((state) => `breaker ${name} is now ${state}`));
  expect(templatesOf(...breakers)).toEqual(['breaker <*> is now CLOSED', 'breaker <*> is now OPEN']);
});

test('a first word with a number behind it keeps its letters', () => {
  expect(templatesOf('CPU0: stepping down', 'CPU1: stepping down', 'CPU17: stepping down')).toEqual(['CPU<*>: stepping down']);
});

test('a port belongs to a dotted name, known ending or not', () => {
  expect(templatesOf('www.one.example:443 closed', 'a.two.example:80 closed', '10.0.0.1:80 closed')).toEqual(['<*> closed']);
});

test('an empty value and a value make one template', () => {
  expect(templatesOf('connection from 10.0.0.1 () at 12:00:01', 'connection from 10.0.0.1 (a.example.com) at 12:00:01')).toEqual([
    'connection from <*> (<*>) at <*>',
  ]);
});

test('lists of different lengths make one template, a pair and a single do not', () => {
  expect(templatesOf('ask 10.0.0.1 to delete blk_1', 'ask 10.0.0.1 to delete blk_1 blk_2 blk_3')).toEqual(['ask <*> to delete <*>']);
  expect(templatesOf('child init 1', 'child init 1 2')).toEqual(['child init <*>', 'child init <*> <*>']);
});

test('true, false and what stands behind an equals sign are values', () => {
  expect(templatesOf('ready=true mode=auto x=1', 'ready=false mode=manual x=1')).toEqual(['ready=<*> mode=<*> x=<*>']);
});

test('the fingerprint is FNV-1a of the plain text', () => {
  expect(templateFingerprint('')).toBe('cbf29ce484222325');
  expect(templateFingerprint('a')).toBe('af63dc4c8601ec8c');
  expect(templateFingerprint('foobar')).toBe('85944171f73967e8');
});

test('variables take their names from what stands before them', () => {
  const [template] = refined(counted('took=5 user: bob at 10.0.0.1')).templates;
  expect(template.parts.filter((part) => 'slot' in part)).toEqual([
    { slot: 0, kind: 'number', name: 'took' },
    { slot: 1, kind: 'ip' },
  ]);
});

/** A seeded corpus of messages from a few dozen forms, with words, numbers and odd characters. */
function corpus(seed: number, size: number): string[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  const words =
    'open close user host read block from to at for the state=on = ( ) [x] "a b" , ; ... <*> \uffff \u0001 größe 👍 = {} ()'.split(' ');
  const forms = Array.from({ length: 40 }, () =>
    Array.from({ length: 1 + random(9) }, () => (random(3) === 0 ? '#' : words[random(words.length)])),
  );
  const values = [
    () => String(random(1000)),
    () => `10.0.0.${random(255)}`,
    () => 'abcdefgh'[random(8)].repeat(3),
    () => `/p/${random(9)}/x`,
    () => '',
  ];
  return Array.from({ length: size }, () =>
    forms[random(forms.length)].map((word) => (word === '#' ? values[random(values.length)]() : word)).join(random(20) === 0 ? '  ' : ' '),
  );
}

test.each([1, 2, 3, 4, 5])('every message is its template with its own values put in (seed %i)', (seed) => {
  const messages = counted(...corpus(seed, 600));
  const { templates, assignment } = refined(messages);
  for (const [i, { message: masked }] of messages.entries()) {
    const template = templates[assignment[i]];
    expect(substituted(template, masked)).toBe(flat(masked));
  }
  expect(new Set(templates.map((template) => template.id)).size).toBe(templates.length);
});

test.each([1, 2, 3])('the order of the messages changes nothing (seed %i)', (seed) => {
  const texts = [...new Set(corpus(seed, 500))];
  const forward = refined(counted(...texts));
  const backward = refined(counted(...texts.toReversed()));
  expect(backward.templates).toEqual(forward.templates);
  expect([...backward.assignment].toReversed()).toEqual([...forward.assignment]);
});

test('messages that are collected once are refined again and again, as if each time anew', () => {
  const messages = counted(...corpus(7, 400));
  const collection = new Collection();
  for (const { message: masked } of messages) collection.add(masked);
  for (const size of [100, 400, 250]) {
    const some = messages.slice(0, size);
    expect(refineCorpus(collection.corpus(new Float64Array(size).fill(1)), listOf(some))).toEqual(refined(some));
  }
});

test('with more words than there is room for, templates still describe all their messages', () => {
  const messages = counted(
    ...Array.from(
      { length: 600 },
      (_, i) => `job ${'abcdefghij'[i % 10]}${'klmnopqrst'[((i / 10) % 10) | 0]}${'uvwxyz'[(i / 100) | 0]} ended well`,
    ),
    ...Array.from({ length: 50 }, (_, i) => `lease of shard ${i} renewed`),
  );
  const collection = new Collection(64);
  for (const { message: masked } of messages) collection.add(masked);
  const { templates, assignment } = refineCorpus(collection.corpus(new Float64Array(650).fill(1)), listOf(messages));
  expect([...new Set(assignment)].map((index) => templates[index].text).sort()).toEqual([
    'job <*> ended well',
    'lease of shard <*> renewed',
  ]);
  for (const [i, { message: masked }] of messages.entries()) expect(describes(templates[assignment[i]], masked)).toBe(true);
});

test('known templates keep their ids and places when more messages come', () => {
  const texts = [...new Set(corpus(9, 400))];
  const first = refined(counted(...texts.slice(0, 200)));
  const second = refined(counted(...texts), { known: first.templates });
  expect(second.templates.slice(0, first.templates.length)).toEqual(first.templates);
  const ids = (result: typeof first, count: number): string[] =>
    Array.from({ length: count }, (_, i) => result.templates[result.assignment[i]].text);
  expect(ids(second, 200).filter((text, i) => text !== ids(first, 200)[i]).length).toBeLessThanOrEqual(4);
  for (const [i, { message: masked }] of counted(...texts).entries()) {
    expect(describes(second.templates[second.assignment[i]], masked)).toBe(true);
  }
});

test('a known template takes new names', () => {
  const known = refined(counted(...PASSWORDS)).templates;
  const { templates, assignment } = refined(counted('Failed password for zoe from 10.9.9.9 port 1 ssh2', ...INVALID), { known });
  expect(templates.map((template) => template.text)).toEqual([
    'Failed password for <*> from <*> port <*> ssh2',
    'Failed password for invalid user <*> from <*> port <*> ssh2',
  ]);
  expect([...assignment]).toEqual([0, 1, 1, 1]);
});

test.each([
  ['nothing', ''],
  ['marks', '---***!!!???'],
  ['ten thousand words', 'word '.repeat(10_000)],
  ['ten thousand quotes', '"'.repeat(10_000)],
  ['a megabyte word', 'x'.repeat(1 << 20)],
  ['brackets', '('.repeat(50_000)],
  ['emoji', '👩‍🚀'.repeat(1000)],
  ['right to left', 'שלום עולם 12'],
])('%s is refined', (_, text) => {
  const messages = counted(text, `${text} 1`);
  const { templates, assignment } = refined(messages);
  expect(assignment.length).toBe(2);
  expect(substituted(templates[assignment[0]], messages[0].message)).toBe(flat(messages[0].message));
});
