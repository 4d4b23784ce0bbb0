import { useState } from 'react';
import { useClient } from '../../app/services.tsx';
import { Button } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';

/** Asks for the passphrase under which keys were stored. */
export function UnlockKeys({ onUnlocked }: { onUnlocked(): void }) {
  const client = useClient();
  const [passphrase, setPassphrase] = useState('');
  const [problem, setProblem] = useState<string>();
  const unlock = (): void => {
    client
      .unlockKeys({ passphrase })
      .then(onUnlocked, (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  return (
    <div className="wide">
      <Callout
        tone="warn"
        icon="lock"
        actions={
          <>
            <input
              className="inp"
              type="password"
              aria-label="Passphrase"
              autoComplete="off"
              value={passphrase}
              onChange={(event) => setPassphrase(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                unlock();
              }}
            />
            <Button disabled={passphrase.length < 8} onClick={unlock}>
              Unlock
            </Button>
          </>
        }
      >
        <b>The stored keys are locked.</b> {problem ?? 'Give the passphrase under which they were kept, or give a key for this run alone.'}
      </Callout>
    </div>
  );
}
