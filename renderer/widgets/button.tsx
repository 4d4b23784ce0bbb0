import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { Kbd } from './kbd.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** One primary per view. */
  kind?: 'primary' | 'plain' | 'ghost';
  small?: boolean;
  icon?: IconName;
  /** Key combination as registered; shown as a cap. */
  keys?: string;
  /** Opens a menu: shows the arrow. */
  menu?: boolean;
  children: ReactNode;
}

export function Button({ kind = 'plain', small, icon, keys, menu, children, className, ...rest }: ButtonProps) {
  const classes = ['btn', kind === 'primary' && 'p', kind === 'ghost' && 'g', small && 's', className].filter(Boolean).join(' ');
  return (
    <button type="button" className={classes} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
      {keys && <Kbd keys={keys} />}
      {menu && <Icon name="down" small />}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName;
  /** What it does; read aloud and shown on hover. */
  label: string;
  smallIcon?: boolean;
}

export function IconButton({ icon, label, smallIcon, className, ...rest }: IconButtonProps) {
  return (
    <button type="button" className={className ? `ibtn ${className}` : 'ibtn'} aria-label={label} title={label} {...rest}>
      <Icon name={icon} small={smallIcon ?? false} />
    </button>
  );
}
