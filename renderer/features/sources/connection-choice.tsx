import type { LogConnection } from '#contract/connect.ts';

interface ChoiceProps {
  connections: readonly LogConnection[];
  /** Undefined: one that is about to be made. */
  chosen: string | undefined;
  onChoose(id: string | undefined): void;
}

/** The connections of one service, where there are any. */
export function ConnectionChoice({ connections, chosen, onChoose }: ChoiceProps) {
  if (connections.length === 0) return null;
  return (
    <div className="field wide">
      <label htmlFor="source-connection">Connection</label>
      <select
        id="source-connection"
        className="inp"
        value={chosen ?? ''}
        onChange={({ target }) => onChoose(target.value === '' ? undefined : target.value)}
      >
        {connections.map((connection) => (
          <option key={connection.id} value={connection.id}>
            {connection.name}, {connection.settings.host ?? connection.place}
          </option>
        ))}
        <option value="">New connection</option>
      </select>
    </div>
  );
}
