import type { CSSProperties } from 'react';
import type { PullEstimate } from '#contract/connect.ts';
import { useSettings } from '../../app/services.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { formatExactCount } from '../../format/count.ts';
import { Icon } from '../../widgets/icon.tsx';

interface ServiceChoiceProps {
  estimate: PullEstimate | undefined;
  without: ReadonlySet<string>;
  onChange(without: ReadonlySet<string>): void;
}

/** The services of the range by volume; those without a mark are left out. */
export function ServiceChoice({ estimate, without, onChange }: ServiceChoiceProps) {
  const binary = useSettings((settings) => settings.binaryBytes);
  const services = estimate?.services ?? [];
  const most = Math.max(1, ...services.map(({ count }) => count));
  const chosen = services.filter(({ name }) => !without.has(name)).length;
  const toggle = (name: string): void => {
    const next = new Set(without);
    if (!next.delete(name)) next.add(name);
    onChange(next);
  };
  return (
    <fieldset className="field src-services">
      <div className="row-f">
        <legend className="lab-s">Services</legend>
        {services.length > 0 && (
          <span className="dim small">
            {chosen} of {services.length}
          </span>
        )}
        <span className="sp" />
        <button type="button" className="chip link" onClick={() => onChange(new Set())}>
          All
        </button>
        <button type="button" className="chip link" onClick={() => onChange(new Set(services.map(({ name }) => name)))}>
          None
        </button>
      </div>
      <div className="src-list scroll-y">
        {services.length === 0 && (
          <p className="mid src-none">
            {estimate === undefined ? 'Known once the connection is tested.' : 'The service names none in this range.'}
          </p>
        )}
        {services.map(({ name, count }) => {
          const isOn = !without.has(name);
          return (
            // biome-ignore lint/a11y/useSemanticElements: drawn like the rows of the filters; button and role give the same keys and words
            <button
              key={name}
              type="button"
              role="checkbox"
              aria-checked={isOn}
              className={isOn ? 'f-row on' : 'f-row'}
              style={{ '--p': count / most } as CSSProperties}
              onClick={() => toggle(name)}
            >
              <i className="box">{isOn && <Icon name="check" small />}</i>
              <span className="lab el">{name}</span>
              <span className="cnt num">{estimate?.countsBytes ? formatBytes(count, { binary }) : formatExactCount(count)}</span>
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}
