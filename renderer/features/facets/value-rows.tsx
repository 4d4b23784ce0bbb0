import type { CSSProperties, MouseEvent } from 'react';
import { usePlatform, useQueryState, useServices, useSession } from '../../app/services.tsx';
import { isPartial } from '../../app/stores/session.ts';
import { formatCount, formatShortCount } from '../../format/count.ts';
import { Icon } from '../../widgets/icon.tsx';
import { levelClass } from '../../widgets/level-word.tsx';
import { afterClick, type Choice, choicesOf } from './choice.ts';

export interface FacetValue {
  readonly value: string;
  readonly count: number;
  /** Tells equal names apart. */
  readonly id?: number;
}

interface Props {
  field: string;
  values: readonly FacetValue[];
  /** Of the longest bar, when `values` is only a part of them. */
  most?: number | undefined;
  /** Swatches in place of boxes; all are on until one is chosen. */
  isLevel?: boolean;
  /** Long names, short numbers. */
  short?: boolean;
}

/** The values of a field with their counts; a click edits the query. */
export function ValueRows({
  field,
  values,
  most = Math.max(1, ...values.map(({ count }) => count)),
  isLevel = false,
  short = false,
}: Props) {
  const { query } = useServices();
  const { isMac } = usePlatform();
  const text = useQueryState((state) => state.text);
  const partial = useSession(isPartial);
  const choices = choicesOf(text, field);
  const write = short ? formatShortCount : formatCount;
  const help = `Click: only this. ${isMac ? 'Cmd' : 'Ctrl'}+click: this as well. ${isMac ? 'Option' : 'Alt'}+click: exclude.`;
  return values.map(({ value, count, id }) => {
    const choice = choices.of(value);
    const isOn = choice === 'only' || (isLevel && choice === 'open' && !choices.hasOnly);
    const style: CSSProperties & { '--p': number } = { '--p': Math.min(1, count / most) };
    const onClick = (event: MouseEvent): void =>
      query.setText(afterClick(text, field, value, { add: event.ctrlKey || event.metaKey, exclude: event.altKey }));
    return (
      // biome-ignore lint/a11y/useSemanticElements: the row is drawn as the design says; button and role give the same keys and words
      <button
        key={id ?? value}
        type="button"
        role="checkbox"
        aria-checked={isOn}
        aria-label={`${field} ${value}, ${formatCount(count, { partial })} records${choice === 'out' ? ', excluded' : ''}`}
        className={['f-row', isOn && 'on', choice === 'out' && 'out'].filter(Boolean).join(' ')}
        style={style}
        title={`${value}\n${help}`}
        onClick={onClick}
      >
        {isLevel ? <i className={isOn ? `sw ${levelClass(value)}` : 'sw off'} /> : <Box choice={choice} />}
        <span className="lab el">{nameOf(value, isLevel)}</span>
        <span className="cnt num">{write(count, { partial })}</span>
      </button>
    );
  });
}

function Box({ choice }: { choice: Choice }) {
  return (
    <i className="box">
      {choice === 'only' && <Icon name="check" small />}
      {choice === 'out' && <Icon name="minus" small />}
    </i>
  );
}

function nameOf(value: string, isLevel: boolean): string {
  if (isLevel && value === 'UNSET') return 'no level';
  return value === '' ? '(empty)' : value;
}
