import { type Ref, useCallback, useEffect, useRef } from 'react';
import type { Pattern } from '#contract/explore.ts';
import { useQueryState, useSession, useSettings, useTimeFormat } from '../../app/services.tsx';
import { isPartial } from '../../app/stores/session.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatCount, formatShare, plural } from '../../format/count.ts';
import { GridCell, GridRow } from '../../widgets/grid.tsx';
import { LevelWord, levelClass } from '../../widgets/level-word.tsx';
import type { MenuPoint } from '../../widgets/menu-sides.ts';
import { Sparkline } from '../../widgets/sparkline.tsx';
import { Template } from '../../widgets/template.tsx';
import { TrendMark } from './trend-mark.tsx';

interface RowProps {
  pattern: Pattern;
  /** Of the filter, for the share. */
  records: number;
  index: number;
  top: number;
  isSelected: boolean;
  isTabStop: boolean;
  isCompact: boolean;
  /** First and last stand in columns of their own. */
  isWide: boolean;
  /** Tells the list how high the row is; absent: all are equally high. */
  measure: ((element: HTMLElement | null) => void) | undefined;
  onSelect(): void;
  onOpen(): void;
  onMenu(point: MenuPoint): void;
}

export function PatternRow(props: RowProps) {
  const { pattern, records, index, top, isSelected, isTabStop, isCompact, isWide, measure, onSelect, onOpen, onMenu } = props;
  const partial = useSession((session) => isPartial(session));
  const binary = useSettings((settings) => settings.binaryBytes);
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isSelected && row.current?.closest('[role="grid"]')?.contains(document.activeElement)) row.current.focus({ preventScroll: true });
  }, [isSelected]);
  const tone = levelClass(pattern.level);
  return (
    <GridRow
      ref={useBoth(row, measure)}
      data-index={index}
      className={isSelected ? 'trow sel' : 'trow'}
      style={{ position: 'absolute', top, left: 0 }}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      onClick={() => window.getSelection()?.isCollapsed !== false && onSelect()}
      onDoubleClick={onOpen}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu({ x: event.clientX, y: event.clientY });
      }}
      data-pattern={pattern.id}
    >
      <i className={`lvb ${tone}`} aria-hidden="true" />
      <GridCell className="two">
        <div className="tpl el" title={pattern.template}>
          <Template parts={pattern.parts} />
        </div>
        {!isCompact && (
          <div className="meta">
            <LevelWord level={pattern.level} />
            {pattern.services.length > 0 && <span>{pattern.services.slice(0, 3).join(', ')}</span>}
            <span>{pattern.variables === 0 ? 'no variables' : plural(pattern.variables, 'variable')}</span>
          </div>
        )}
      </GridCell>
      <GridCell>
        <TrendMark trend={pattern.trend} />
      </GridCell>
      <GridCell>
        <Sparkline
          values={pattern.spark}
          width={96}
          height={isCompact ? 16 : 24}
          tone={`lv-${tone}`}
          label={`${formatCount(pattern.count)} records`}
          base
        />
      </GridCell>
      <GridCell className="two">
        <span className="num">{formatCount(pattern.count, { partial })}</span>
        {!isCompact && <small className="num">{formatShare(pattern.count, records)}</small>}
      </GridCell>
      <GridCell className="num mid">{formatBytes(pattern.bytes, { binary })}</GridCell>
      <Seen pattern={pattern} isWide={isWide} isCompact={isCompact} />
    </GridRow>
  );
}

/** First and last time: the time of day, or the day where the range has several. */
function Seen({ pattern: { firstUs, lastUs }, isWide, isCompact }: Pick<RowProps, 'pattern' | 'isWide' | 'isCompact'>) {
  const time = useTimeFormat();
  const whole = useSession((session) => session.investigation?.range);
  const range = useQueryState((state) => state.range) ?? whole;
  if (isCompact && !isWide) return null;
  if (firstUs === undefined) return <GridCell />;
  const hasDays = range !== undefined && time.day(range.fromUs) !== time.day(range.untilUs - 1);
  const word = (us: number): string => (hasDays ? time.dayWithin(us, range.untilUs - range.fromUs) : time.second(us));
  const untilUs = lastUs ?? firstUs;
  const title = `First ${time.dateSecond(firstUs)}, last ${time.dateSecond(untilUs)} ${time.zoneName}`;
  if (isWide) {
    return (
      <>
        <GridCell className="t num" title={title}>
          {word(firstUs)}
        </GridCell>
        <GridCell className="t d num" title={title}>
          {word(untilUs)}
        </GridCell>
      </>
    );
  }
  return (
    <GridCell className="two" title={title}>
      <span className="t num">{word(firstUs)}</span>
      <span className="t d num">{word(untilUs)}</span>
    </GridCell>
  );
}

function useBoth(own: React.RefObject<HTMLDivElement | null>, measure: RowProps['measure']): Ref<HTMLDivElement> {
  return useCallback(
    (element: HTMLDivElement | null) => {
      own.current = element;
      measure?.(element);
    },
    [own, measure],
  );
}
