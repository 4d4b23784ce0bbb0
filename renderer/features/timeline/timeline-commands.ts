import { useMemo, useRef } from 'react';
import type { Command } from '../../app/commands.ts';
import { useCommands } from '../../app/services.tsx';
import { panned, type Span, zoomed } from './axis.ts';

interface TimelineHold {
  readonly brush: Span | undefined;
  /** What is shown. */
  readonly shown: Span;
  readonly whole: Span;
  readonly isZoomed: boolean;
  zoomTo(range: Span): void;
  showTable(): void;
}

/** Keys and palette entries of the timeline. */
export function useTimelineCommands(hold: TimelineHold): void {
  const latest = useRef(hold);
  latest.current = hold;
  const commands = useMemo<readonly Command[]>(() => {
    const by = (factor: number) => () => {
      const { shown, zoomTo } = latest.current;
      zoomTo(zoomed(shown, (shown.fromUs + shown.untilUs) / 2, factor));
    };
    const pan = (part: number) => () => {
      const { shown, whole, zoomTo } = latest.current;
      zoomTo(panned(shown, part, whole));
    };
    const isZoomed = () => latest.current.isZoomed;
    return [
      {
        id: 'timeline.zoom-brush',
        title: 'Zoom to the selected time',
        group: 'Timeline',
        icon: 'clock',
        enabled: () => latest.current.brush !== undefined,
        run: () => latest.current.brush !== undefined && latest.current.zoomTo(latest.current.brush),
      },
      { id: 'timeline.zoom-in', title: 'Zoom in', group: 'Timeline', keys: ['+'], icon: 'plus', run: by(0.5) },
      { id: 'timeline.zoom-out', title: 'Zoom out', group: 'Timeline', keys: ['-'], icon: 'minus', enabled: isZoomed, run: by(2) },
      {
        id: 'timeline.pan-left',
        title: 'Earlier',
        group: 'Timeline',
        keys: ['Shift+Left'],
        icon: 'left',
        enabled: isZoomed,
        run: pan(-0.5),
      },
      {
        id: 'timeline.pan-right',
        title: 'Later',
        group: 'Timeline',
        keys: ['Shift+Right'],
        icon: 'right',
        enabled: isZoomed,
        run: pan(0.5),
      },
      {
        id: 'timeline.table',
        title: 'Show the timeline as a table',
        group: 'Timeline',
        icon: 'rows',
        run: () => latest.current.showTable(),
      },
    ];
  }, []);
  useCommands(commands);
}
