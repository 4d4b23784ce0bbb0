import type { Policy } from '#contract/policies.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import {
  comparedText,
  HOW,
  type How,
  howOf,
  type Matcher,
  matcherOf,
  matchesOf,
  targetOf,
  WHAT,
  type What,
  whatOf,
  withMatches,
} from './edited-policy.ts';
import { levelOfNumber } from './policy-words.ts';

const LEVELS = [1, 5, 9, 13, 17] as const;

/** What a record has to be like, condition by condition. */
export function ConditionRows({ policy, onChange }: { policy: Policy; onChange(policy: Policy): void }) {
  const matches = matchesOf(policy);
  const replace = (index: number, matcher: Matcher | undefined): void =>
    onChange(
      withMatches(
        policy,
        matches.flatMap((own, at) => (at !== index ? [own] : matcher === undefined ? [] : [matcher])),
      ),
    );
  return (
    <>
      {matches.map((matcher, index) => (
        <Condition
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name and stay in their order
          key={index}
          matcher={matcher}
          onChange={(changed) => replace(index, changed)}
          onRemove={matches.length > 1 ? () => replace(index, undefined) : undefined}
        />
      ))}
      <button
        type="button"
        className="chip pol-add"
        onClick={() => onChange(withMatches(policy, [...matches, matcherOf(targetOf('field'), 'is', '', false)]))}
      >
        <Icon name="plus" small />
        Add condition
      </button>
    </>
  );
}

function Condition({
  matcher,
  onChange,
  onRemove,
}: {
  matcher: Matcher;
  onChange(matcher: Matcher): void;
  onRemove: (() => void) | undefined;
}) {
  const { target, negate } = matcher;
  const [what, how, value] = [whatOf(target), howOf(matcher), comparedText(matcher)];
  const isLevel = what === 'level';
  const kinds = isLevel ? (['is', 'at least', 'below'] as const) : HOW;
  const change = (nextWhat: What, nextHow: How, text: string, field?: string): void => {
    const nextTarget = nextWhat === what && field === undefined ? target : targetOf(nextWhat, field);
    const fitting = nextWhat === 'level' && nextHow !== 'is' && nextHow !== 'at least' ? 'below' : nextHow;
    onChange(matcherOf(nextTarget, fitting, text, negate));
  };
  return (
    <div className="row-f pol-condition">
      <select
        className="inp mono"
        aria-label="What"
        value={what}
        onChange={(event) => change(WHAT.find((one) => one === event.target.value) ?? 'field', how, '')}
      >
        {WHAT.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      {what === 'field' && (
        <input
          className="inp mono pol-field"
          aria-label="Name of the field"
          value={(target.log_attribute ?? target.resource_attribute ?? target.scope_attribute ?? []).join('.')}
          onChange={(event) => change('field', how, value, event.target.value === '' ? 'field' : event.target.value)}
        />
      )}
      <select
        className="inp"
        aria-label="How"
        value={how}
        onChange={(event) => change(what, HOW.find((one) => one === event.target.value) ?? 'is', value)}
      >
        {kinds.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      {isLevel ? (
        <select className="inp pol-value" aria-label="Level" value={value} onChange={(event) => change(what, how, event.target.value)}>
          {[...new Set([...LEVELS, Number(value)])].map((number) => (
            <option key={number} value={number}>
              {levelOfNumber(number)}
            </option>
          ))}
        </select>
      ) : (
        how !== 'exists' && (
          <input
            className="inp mono pol-value"
            aria-label="Value"
            value={value}
            onChange={(event) => change(what, how, event.target.value)}
          />
        )
      )}
      {onRemove !== undefined && <IconButton icon="x" smallIcon label="Remove the condition" onClick={onRemove} />}
    </div>
  );
}
