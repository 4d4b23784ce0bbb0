import { alike, commonTokens, templateOfTokens, tokensOf } from './common-form.ts';
import type { TemplatePart } from './template.ts';
import { topicsOf } from './topics.ts';
import { Neighbours, vectorsOf } from './vectors.ts';
import { wordsOf } from './words.ts';

/** Coarser than templates: the same but for a few words; the same but for many; about the same things. */
export const TREE_LEVELS = ['close', 'loose', 'topics'] as const;
export type TreeLevel = (typeof TREE_LEVELS)[number];

export interface TreeTemplate {
  readonly id: string;
  readonly text: string;
}

/** Several templates under one name. */
export interface TreeGroup {
  /** Level and fingerprint of the template the group was begun with. */
  readonly id: string;
  readonly label: string;
  /** What its templates have in common, where it is one form. */
  readonly parts: readonly TemplatePart[] | undefined;
  /** Fingerprints of its templates, two or more. */
  readonly members: readonly string[];
}

/** Groups of each level; a group of one level lies within one group of the next, or in none as a whole. Templates in no group stand alone. */
export type PatternTree = Readonly<Record<TreeLevel, readonly TreeGroup[]>>;

/** How much templates of one group have in common with the one it was begun with; see {@link alike}. */
const ALIKE = { close: 0.8, loose: 0.6 } as const;
/** Templates that are alike share words: only such are compared. */
const SHARED = 0.3;

/** A group while the tree grows. */
interface Branch {
  readonly first: TreeTemplate;
  readonly tokens: readonly string[];
  readonly members: readonly TreeTemplate[];
  /** What all members have in common. */
  readonly common: readonly string[];
}

/**
 * The tree above the templates, from their texts alone: the same for any order of them and any number of their records, so that a slider
 * over it moves nothing but what is shown. Never more than two levels of words are compared with each other: of 20,000 templates in seconds.
 */
export function patternTree(templates: readonly TreeTemplate[]): PatternTree {
  const leaves = templates
    .map((template): Branch => {
      const tokens = tokensOf(template.text);
      return { first: template, tokens, members: [template], common: tokens };
    })
    .sort((a, b) => a.tokens.length - b.tokens.length || (a.first.text < b.first.text ? -1 : 1));
  const close = gathered(leaves, ALIKE.close);
  const loose = gathered(close, ALIKE.loose);
  return { close: groupsOf('close', close), loose: groupsOf('loose', loose), topics: topicGroups(loose) };
}

/** Topics of loose groups; those that are in no topic stay what they are. */
function topicGroups(loose: readonly Branch[]): TreeGroup[] {
  const isFree = loose.map(() => true);
  const words = loose.map(({ first, common }) => {
    const shared = wordsOf(common.join(''));
    return shared.length > 0 ? shared : wordsOf(first.text);
  });
  const sizes = loose.map(({ members }) => members.length);
  const topics = topicsOf(words, sizes).map(({ label, texts }): TreeGroup => {
    for (const index of texts) isFree[index] = false;
    const members = texts.flatMap((index) => loose[index].members);
    return { id: `topics:${loose[texts[0]].first.id}`, label, parts: undefined, members: members.map(({ id }) => id) };
  });
  const others = loose.filter((_, index) => isFree[index]);
  return [...topics, ...groupsOf('topics', others)];
}

/** Branches joined to the earlier one they are most alike, where they are alike enough. */
function gathered(branches: readonly Branch[], least: number): Branch[] {
  const neighbours = new Neighbours(vectorsOf(branches.map(({ first }) => wordsOf(first.text))));
  const leaderOf = new Int32Array(branches.length);
  const joined: Branch[][] = [];
  for (const [index, branch] of branches.entries()) {
    leaderOf[index] = index;
    let best = least;
    for (const other of neighbours.of(index, SHARED)) {
      if (other >= index || leaderOf[other] !== other) continue;
      const share = alike(branches[other].tokens, branch.tokens);
      if (share < best || (share === best && leaderOf[index] !== index)) continue;
      best = share;
      leaderOf[index] = other;
    }
    const leader = leaderOf[index];
    joined[leader] ??= [];
    joined[leader].push(branch);
  }
  return joined.filter((group) => group !== undefined).map(merged);
}

function merged(group: readonly Branch[]): Branch {
  const [first, ...rest] = group;
  let common = first.common;
  for (const branch of rest) common = commonTokens(common, branch.common);
  return { first: first.first, tokens: first.tokens, members: group.flatMap(({ members }) => members), common };
}

function groupsOf(level: TreeLevel, branches: readonly Branch[]): TreeGroup[] {
  return branches
    .filter(({ members }) => members.length > 1)
    .map(({ first, members, common }) => {
      const { text, parts } = templateOfTokens(common);
      return { id: `${level}:${first.id}`, label: text, parts, members: members.map(({ id }) => id) };
    });
}
