import type { ExplanationEvent } from '#contract/explain.ts';
import { plural } from '../../format/count.ts';
import { Dialog } from '../../widgets/dialog.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Citations, PointingContext, usePointing } from './citation.tsx';

type Rules = NonNullable<Extract<ExplanationEvent, { kind: 'by' }>['rules']>;

interface RulesDialogProps {
  rules: Rules;
  onClose(): void;
}

/** Every rule: when it applies, and what it found here with the records that rests on. Those that found something come first. */
export function RulesDialog({ rules: { applied, all, list }, onClose }: RulesDialogProps) {
  const pointing = usePointing();
  const open = (number: number): void => {
    onClose();
    pointing.open(number);
  };
  const inOrder = [...list.filter(({ found }) => found !== undefined), ...list.filter(({ found }) => found === undefined)];
  return (
    <Dialog
      title="Rules"
      width={640}
      onClose={onClose}
      footer={
        <span className="dim">
          {applied} of {plural(all, 'rule')} {applied === 1 ? 'applies' : 'apply'}. Rules put facts in the order of time and claim nothing
          that was not counted or read.
        </span>
      }
    >
      {/* The dialog would lie over the record that a citation leads to. */}
      <PointingContext value={{ ...pointing, open }}>
        <ul className="rules" aria-label="Rules, those that apply first">
          {inOrder.map(({ name, description, found }) => (
            <li key={name} className={found === undefined ? 'off' : undefined}>
              {found === undefined ? <span /> : <Icon name="check" />}
              <span>
                <b>{name}</b>
                <span className="vh">{found === undefined ? ' does not apply' : ' applies'}</span>
                <span className="dim">{description}</span>
                {found !== undefined && (
                  <span>
                    {found.text} <Citations numbers={found.evidence} />
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      </PointingContext>
    </Dialog>
  );
}
