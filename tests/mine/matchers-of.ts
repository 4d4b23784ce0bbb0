import { MatcherSet, matcherSource } from '../../engine/mine/matcher.ts';
import type { MinedMessages } from '../../engine/mine/mine-messages.ts';
import { mapSlots } from '../../engine/mine/slot-map.ts';
import { addFilling, emptyShape } from '../../engine/mine/slot-shape.ts';

/** A matcher for each template, made of signatures alone as the engine does it. */
export function matchersOf({ templates, assignment, signatures, message }: MinedMessages): {
  readonly sources: string[];
  readonly set: MatcherSet;
} {
  const shapes = templates.map(({ parts }) => parts.filter((part) => 'slot' in part).map(emptyShape));
  for (const [line, index] of assignment.entries()) {
    const own = message(signatures[line]);
    mapSlots(templates[index], own).forEach((source, slot) => {
      addFilling(shapes[index][slot], source, own.kinds);
    });
  }
  const sources = templates.map((template, index) => matcherSource(template, shapes[index]));
  const set = new MatcherSet();
  for (const [index, template] of templates.entries()) set.add(index, template, sources[index]);
  return { sources, set };
}
