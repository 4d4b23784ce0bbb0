import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface CalloutProps {
  tone: 'info' | 'warn' | 'bad';
  icon?: IconName;
  children: ReactNode;
  /** Buttons under the text. */
  actions?: ReactNode;
}

/** Icon, text, actions, in place of the thing it speaks of. */
export function Callout({ tone, icon, children, actions }: CalloutProps) {
  return (
    <div className={`callout ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={icon ?? (tone === 'info' ? 'info' : 'warn')} />
      <div className="callout-body">
        <div>{children}</div>
        {actions && <div className="row-f callout-actions">{actions}</div>}
      </div>
    </div>
  );
}
