import { useEffect, useRef } from 'react';
import { useTimeFormat } from '../../app/services.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { levelClass } from '../../widgets/level-word.tsx';
import type { NumberedAnomaly } from './anomalies-answer.tsx';
import { happenedText, kindText, othersText, placeText, scoreOf, spanText, wholeText } from './anomaly-words.ts';
import { Observed } from './observed.tsx';

interface RowProps {
  row: NumberedAnomaly;
  isSelected: boolean;
  isTabStop: boolean;
  onSelect(): void;
  onOpen(): void;
}

export function AnomalyRow({ row: { anomaly, number }, isSelected, isTabStop, onSelect, onOpen }: RowProps) {
  const time = useTimeFormat();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isSelected) return;
    element.current?.scrollIntoView({ block: 'nearest' });
    if (element.current?.closest('[role="listbox"]')?.contains(document.activeElement)) element.current.focus({ preventScroll: true });
  }, [isSelected]);
  const [lead] = anomaly.evidence;
  const level = levelClass(anomaly.level ?? 'UNSET');
  const score = scoreOf(anomaly);
  return (
    <div
      ref={element}
      role="option"
      className={isSelected ? 'ano sel' : 'ano'}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      data-anomaly={anomaly.id}
      onClick={() => window.getSelection()?.isCollapsed !== false && onSelect()}
      onDoubleClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        event.stopPropagation();
        onOpen();
      }}
    >
      <i className={`lvb ${level}`} aria-hidden="true" />
      <span className="no">{number ?? <Icon name="check" small />}</span>
      <div className="ano-words">
        <div className="row-f">
          <h4 className="nw">{kindText(anomaly)}</h4>
          <span className="dim el">{anomaly.patternId === undefined ? '' : placeText(anomaly)}</span>
        </div>
        <p>
          {anomaly.template === undefined ? (
            <b>{wholeText(anomaly)}</b>
          ) : (
            <span className="tpl el ano-template" title={anomaly.template}>
              {anomaly.template}
            </span>
          )}
          {lead !== undefined && happenedText(lead, time)}
        </p>
        <span className="t d">{lead !== undefined && spanText(lead, anomaly.ongoing, time)}</span>
        <span className="ano-others">{othersText(anomaly.evidence.length - 1)}</span>
      </div>
      <span className="ano-spark">
        <Observed anomaly={anomaly} width={232} height={40} tone={`lv-${level}`} />
      </span>
      <div className="num ano-score">
        <b>{score}</b>
        <div className="prog" aria-hidden="true">
          <i style={{ width: `${score}%` }} />
        </div>
      </div>
    </div>
  );
}
