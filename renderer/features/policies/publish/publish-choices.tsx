import { formatCount } from '../../../format/count.ts';
import { formatMoney } from '../../../format/money.ts';
import { Icon } from '../../../widgets/icon.tsx';
import { useSimulation } from '../draft-context.tsx';

export type RollOutChoice = 'canary' | 'active';

/** What the simulation says of all policies that are on. */
export function ExpectedChange() {
  const { data } = useSimulation();
  if (data === undefined) return <div />;
  const lostErrors = data.byLevel
    .filter(({ level }) => level === 'ERROR' || level === 'FATAL')
    .reduce((sum, { records, keptRecords }) => sum + records - keptRecords, 0);
  const found = data.findings.filter(({ state }) => state !== 'lost').length;
  return (
    <div>
      <div className="lab-s">Expected, all policies that are on</div>
      <ul className="checks">
        <li>
          <span />
          <span>Per month</span>
          <b>
            {formatMoney(data.costBefore.typical)} → {formatMoney(data.costAfter.typical)}
          </b>
        </li>
        <li>
          <Icon name={lostErrors === 0 ? 'check' : 'warn'} />
          <span>ERROR and FATAL dropped</span>
          <b>{formatCount(lostErrors)}</b>
        </li>
        <li>
          <Icon name={found === data.findings.length ? 'check' : 'warn'} />
          <span>Anomalies still found</span>
          <b>
            {formatCount(found)} of {formatCount(data.findings.length)}
          </b>
        </li>
      </ul>
    </div>
  );
}

interface RollOutProps {
  readonly choice: RollOutChoice;
  onChoose(choice: RollOutChoice): void;
  readonly agents: number;
}

/** To some instances first, or to all. */
export function RollOut({ choice, onChoose, agents }: RollOutProps) {
  const some = agents === 0 ? '10% of instances first' : `about ${Math.max(1, Math.round(agents / 10))} of ${agents} agents first`;
  return (
    <fieldset className="publish-roll">
      <legend className="lab-s">Roll out</legend>
      {(
        [
          ['canary', some.charAt(0).toUpperCase() + some.slice(1)],
          ['active', 'All agents now'],
        ] as const
      ).map(([value, words]) => (
        <label key={value} className="row-f">
          <input type="radio" name="roll-out" value={value} checked={choice === value} onChange={() => onChoose(value)} />
          <span>{words}</span>
        </label>
      ))}
      <p className="dim small">
        {choice === 'canary'
          ? 'The version before stays live for the others. Publish again to all when the canary shows what was expected.'
          : 'Agents have it at their next look, within half a minute.'}
      </p>
    </fieldset>
  );
}
