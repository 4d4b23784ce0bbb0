import type { ConnectionCheck } from '#contract/connect.ts';
import { Button } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';

const TONES = { ok: ['ok', 'check', 'Passed'], failed: ['bad', 'x', 'Failed'], missing: ['warn', 'warn', 'Missing'] } as const;

interface ChecksProps {
  checks: readonly ConnectionCheck[] | undefined;
  isTesting: boolean;
  onTest(): void;
}

/** What was found when the connection was tried. */
export function ConnectionChecks({ checks, isTesting, onTest }: ChecksProps) {
  const isFailed = checks?.some(({ state }) => state === 'failed');
  return (
    <div className="src-checks">
      <Button onClick={onTest} disabled={isTesting} aria-busy={isTesting}>
        {isTesting ? 'Testing' : checks === undefined ? 'Test' : 'Test again'}
      </Button>
      <ul className={isFailed ? 'checks one' : 'checks'} aria-live="polite">
        {checks === undefined && <li className="mid src-untested">Test the connection to see what there is to load.</li>}
        {checks?.map(({ state, text, note }) => {
          const [tone, icon, word] = TONES[state];
          return (
            <li key={text}>
              <span className={`verdict ${tone}`} title={word}>
                <Icon name={icon} />
                <span className="vh">{word}:</span>
              </span>
              <span>{text}</span>
              <span className="dim">{note}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
