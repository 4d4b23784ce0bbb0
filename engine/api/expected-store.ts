import { type Expected, expectedOf, isSameThing } from '../analysis/anomalies/expected.ts';
import { type Deviation, ExpectedDeviations } from '../contract/anomalies.ts';

/** Where an investigation keeps texts. */
export interface TextKeep {
  kept(name: string): string | undefined;
  keep(name: string, text: string): void;
}

const NAME = 'expected deviations';

/** What was called expected in an investigation. A text of a newer version teaches nothing rather than the wrong thing. */
export function readExpected(keep: Pick<TextKeep, 'kept'>): Expected[] {
  const text = keep.kept(NAME);
  if (text === undefined) return [];
  const parsed = ExpectedDeviations.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : [];
}

/** Adds deviations to what is expected, or takes everything out that is about the same things. */
export function writeExpected(keep: TextKeep, deviations: readonly Deviation[], isExpected: boolean): void {
  const told = deviations.map(({ patternId, service, level, part, ...told }) => expectedOf(told, { patternId, service, level, part }));
  const others = readExpected(keep).filter(
    (known) => !told.some((one) => isSameThing({ kind: one.kind, watched: { ...one, counts: [] } }, known)),
  );
  keep.keep(NAME, JSON.stringify(isExpected ? [...others, ...told] : others));
}
