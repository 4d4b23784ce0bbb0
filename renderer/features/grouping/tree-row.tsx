import { type ReactNode, useEffect, useRef } from 'react';
import { formatCount, formatShare, plural } from '../../format/count.ts';
import { GridCell, GridRow } from '../../widgets/grid.tsx';
import { levelClass } from '../../widgets/level-word.tsx';
import { Template } from '../../widgets/template.tsx';
import type { Item } from './grouped-rows.ts';

interface TreeRowProps {
  item: Exclude<Item, { kind: 'pattern' }>;
  /** Of the whole table. */
  records: number;
  index: number;
  top: number;
  isActive: boolean;
  isTabStop: boolean;
  onActivate(): void;
  onToggle(): void;
}

/** The head of a group, or a form beneath its pattern. */
export function TreeRow({ item, records, index, top, isActive, isTabStop, onActivate, onToggle }: TreeRowProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive && row.current?.closest('[role="grid"]')?.contains(document.activeElement)) row.current.focus({ preventScroll: true });
  }, [isActive]);
  const count = item.kind === 'group' ? item.count : item.form.count;
  return (
    <GridRow
      ref={row}
      className={`trow tree-row ${item.kind}${isActive ? ' sel' : ''}`}
      style={{ position: 'absolute', top, left: 0, right: 0 }}
      aria-rowindex={index + 2}
      aria-expanded={item.kind === 'group' ? item.isOpen : undefined}
      tabIndex={isTabStop ? 0 : -1}
      onClick={() => {
        onActivate();
        onToggle();
      }}
    >
      <i className={item.kind === 'group' ? `lvb ${levelClass(item.group.level)}` : 'lvb'} aria-hidden="true" />
      <GridCell className="tree-label el">
        {item.kind === 'group' ? <GroupLabel {...item} /> : <FormLabel text={item.form.form} />}
      </GridCell>
      <GridCell />
      <GridCell />
      <GridCell className="two">
        <span className="num">{formatCount(count)}</span>
        <small className="num">{formatShare(count, records)}</small>
      </GridCell>
      <GridCell />
      <GridCell />
    </GridRow>
  );
}

function GroupLabel({ group, isOpen, patterns }: Extract<Item, { kind: 'group' }>): ReactNode {
  return (
    <>
      <span aria-hidden="true">{isOpen ? '▾' : '▸'} </span>
      {group.parts === undefined ? (
        <b>{group.label}</b>
      ) : (
        <span className="tpl">
          <Template parts={group.parts} />
        </span>
      )}
      <small> {plural(patterns, 'pattern')}</small>
      {group.services.length > 0 && <small> {group.services.slice(0, 3).join(', ')}</small>}
    </>
  );
}

function FormLabel({ text }: { text: string }): ReactNode {
  const parts = text
    .split('<*>')
    .flatMap((constant, i) => (i === 0 ? [{ text: constant }] : [{ slot: i - 1, kind: 'text' as const }, { text: constant }]));
  return (
    <span className="tpl">
      <Template parts={parts} />
    </span>
  );
}
