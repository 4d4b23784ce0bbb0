import type { Level } from '../../engine/base/level.ts';
import { type FastRandom, WeightedChoice, zipfWeights } from './fast-random.ts';
import { inventWord, KEYS, LINKS, SUBJECTS, VERBS } from './words.ts';

export const VARIABLES = [
  'count',
  'wide',
  'millis',
  'seconds',
  'hex8',
  'hex32',
  'uuid',
  'ip',
  'peer',
  'path',
  'id',
  'size',
  'percent',
  'host',
  'word',
] as const;
export type Variable = (typeof VARIABLES)[number];

/** texts[0] variables[0] texts[1] … : what a developer once wrote. */
export interface MessageTemplate {
  readonly texts: readonly Uint8Array[];
  /** Indexes into VARIABLES. */
  readonly variables: readonly number[];
  readonly level: Level;
  readonly logger: string;
  readonly service: string;
  /** Where its words begin in the list of all words. */
  readonly salt: number;
}

export interface TemplateSet {
  readonly templates: readonly MessageTemplate[];
  readonly choice: WeightedChoice;
}

const SERVICES = ['pay', 'cart', 'stock', 'search', 'ship', 'auth', 'mail', 'ledger'];
const CLASSES = ['Gateway', 'Reader', 'Writer', 'Client', 'Scheduler', 'Pool', 'Store', 'Listener', 'Router', 'Handler'];
/** Weights of VARIABLES; words come extra. */
const VARIABLE_WEIGHTS = [22, 14, 12, 6, 9, 2.5, 3, 7, 6, 7, 8, 5, 2, 4, 0];
/** Every so many templates hold a word which masking by shape cannot see: spread evenly over frequent and rare ones. */
const WORDY_EVERY = 6;

/**
 * Templates whose frequencies follow Zipf's law: a few make most of the log, thousands are seen a handful of times.
 * Order and frequency are independent of shape.
 */
export function makeTemplates(random: FastRandom, count: number, exponent: number): TemplateSet {
  const variableChoice = new WeightedChoice(VARIABLE_WEIGHTS);
  const templates = Array.from({ length: count }, (_, rank) => makeTemplate(random, variableChoice, rank));
  return { templates, choice: new WeightedChoice(zipfWeights(count, exponent)) };
}

function makeTemplate(random: FastRandom, variableChoice: WeightedChoice, rank: number): MessageTemplate {
  const texts: string[] = [];
  const variables: number[] = [];
  let text = `${random.of(SUBJECTS)} ${random.of(VERBS)}`;
  const put = (variable: number): void => {
    texts.push(text);
    variables.push(variable);
    text = '';
  };
  const wordy = rank % WORDY_EVERY === WORDY_EVERY / 2;
  const pairs = random.unit() < 0.45 ? 2 : 1;
  if (random.unit() < 0.5) {
    text += ` ${random.of(LINKS)} `;
    put(wordy ? VARIABLES.indexOf('word') : variableChoice.draw(random));
  } else if (wordy) {
    text += ` ${random.of(LINKS)} ${random.of(SUBJECTS)} `;
    put(VARIABLES.indexOf('word'));
  }
  // What is rare in a log is often rare in its words too.
  if (random.unit() < 0.2) text += ` ${random.of(LINKS)} ${random.of(SUBJECTS)} ${inventWord(random, 2)}`;
  for (let pair = 0; pair < pairs; pair++) {
    text += ` ${random.of(KEYS)}=`;
    put(variableChoice.draw(random));
  }
  texts.push(text);
  const service = random.of(SERVICES);
  return {
    texts: texts.map((piece) => Buffer.from(piece)),
    variables,
    level: levelOf(random.unit()),
    logger: `c.e.${service}.${random.of(SUBJECTS).replace(/^./, (first) => first.toUpperCase())}${random.of(CLASSES)}`,
    service,
    salt: random.below(1 << 20),
  };
}

function levelOf(draw: number): Level {
  return draw < 0.25 ? 'DEBUG' : draw < 0.82 ? 'INFO' : draw < 0.94 ? 'WARN' : draw < 0.995 ? 'ERROR' : 'FATAL';
}
