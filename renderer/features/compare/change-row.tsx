import { useEffect, useRef } from 'react';
import type { Change } from '#contract/compare.ts';
import { formatShortCount } from '../../format/count.ts';
import { GridCell, GridRow } from '../../widgets/grid.tsx';
import { LevelWord, levelClass } from '../../widgets/level-word.tsx';
import { Sparkline } from '../../widgets/sparkline.tsx';
import { ChangeMark } from './change-mark.tsx';
import { comparedText, factorText, nameOf, valueText } from './change-words.ts';
import { ChangedTemplate } from './changed-template.tsx';
import { type RateAxis, RateDots } from './rate-dots.tsx';

interface RowProps {
  change: Change;
  axis: RateAxis;
  /** Strength of the first row, for the bar. */
  strongest: number;
  index: number;
  top: number;
  isSelected: boolean;
  isTabStop: boolean;
  onSelect(): void;
  onOpen(): void;
}

export function ChangeRow({ change, axis, strongest, index, top, isSelected, isTabStop, onSelect, onOpen }: RowProps) {
  const { level, template, parts, services, variable, strength, spark } = change;
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isSelected && row.current?.closest('[role="grid"]')?.contains(document.activeElement)) row.current.focus({ preventScroll: true });
  }, [isSelected]);
  return (
    <GridRow
      ref={row}
      className={isSelected ? 'trow sel' : 'trow'}
      style={{ position: 'absolute', top, left: 0 }}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      onClick={() => window.getSelection()?.isCollapsed !== false && onSelect()}
      onDoubleClick={onOpen}
    >
      <i className={`lvb ${levelClass(level)}`} aria-hidden="true" />
      <GridCell className="two">
        <div className="tpl el" title={template}>
          <ChangedTemplate parts={parts} slot={variable?.slot} />
        </div>
        <div className="meta">
          <LevelWord level={level} />
          {services.length > 0 && <span>{services.slice(0, 3).join(', ')}</span>}
          {variable !== undefined && <span className="mid">values of {nameOf(change)}</span>}
        </div>
      </GridCell>
      <GridCell>
        <ChangeMark kind={change.kind} factor={change.factor} />
      </GridCell>
      <GridCell>
        {variable === undefined ? (
          <RateDots a={change.a} b={change.b} axis={axis} />
        ) : (
          <div className="two">
            <span className="num el">
              {valueText(variable.before, variable)} → <b>{valueText(variable.after, variable)}</b>
            </span>
            <small className="el" title={comparedText(change)}>
              {comparedText(change)}
            </small>
          </div>
        )}
      </GridCell>
      <GridCell className="num">
        <b>{factorText(change)}</b>
      </GridCell>
      <GridCell>
        <Sparkline
          values={spark}
          width={92}
          height={26}
          base
          label="Records from the beginning of the first window to the end of the last"
        />
      </GridCell>
      <GridCell className="num cmp-strength">
        <i aria-hidden="true" style={{ width: Math.max(1, Math.round((32 * Math.log1p(strength)) / Math.log1p(strongest))) }} />
        {formatShortCount(strength)}
      </GridCell>
    </GridRow>
  );
}
