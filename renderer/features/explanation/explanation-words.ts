import type { Checks } from '#contract/explain.ts';
import type { Explainer, ModelUse } from '#contract/models.ts';
import { formatCount, plural } from '../../format/count.ts';

/** Where it is answered: `on this computer`, `at api.example.com`. */
export function placeOf({ leavesComputer, address }: Explainer): string {
  return leavesComputer ? `at ${address ?? 'another computer'}` : 'on this computer';
}

/** `1,242 tokens, 0.004`: what one answer took, or all of an investigation. */
export function spentText({ inputTokens, outputTokens, cost }: ModelUse): string {
  const tokens = plural(inputTokens + outputTokens, 'token');
  return cost === undefined ? tokens : `${tokens}, ${cost >= 1 ? Math.round(cost) : Number(cost.toPrecision(2))}`;
}

export interface Check {
  readonly isGood: boolean;
  readonly text: string;
  readonly count: string | undefined;
}

/** What was checked after the last word, good or bad. */
export function checksText({ statements, withheld, cited, citedFound, numbers, numbersFound }: Checks): readonly Check[] {
  const citesWell = citedFound === cited;
  const numbersWell = numbersFound === numbers;
  return [
    {
      isGood: citesWell,
      text: citesWell
        ? `All ${formatCount(statements)} statements cite records that exist and match`
        : 'Some of the cited records are not what they are cited as',
      count: citesWell ? undefined : `${formatCount(citedFound)} of ${formatCount(cited)}`,
    },
    {
      isGood: numbersWell,
      text: numbersWell
        ? 'Every number in the text was found in the evidence or recounted'
        : 'Some numbers of the text stand neither in the evidence nor in what was counted',
      count: `${formatCount(numbersFound)} of ${formatCount(numbers)}`,
    },
    ...(withheld === 0
      ? []
      : [{ isGood: false, text: `${plural(withheld, 'statement')} withheld: they cite no record that exists`, count: undefined }]),
  ];
}
