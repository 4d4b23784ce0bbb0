import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { createRecordScroll, type RecordScroll } from './record-scroll.ts';
import { ROW_PX } from './row-heights.ts';

export interface ScrollBinding {
  readonly scroll: RecordScroll;
  /** For the scrolling element. */
  readonly ref: (element: HTMLDivElement | null) => void;
  readonly onScroll: () => void;
}

/** Binds the place in the list to an element that scrolls. */
export function useRecordScroll(total: number, isWrapped: boolean): ScrollBinding {
  const [scroll] = useState(createRecordScroll);
  const [element, ref] = useState<HTMLDivElement | null>(null);
  useStore(scroll);
  // Where the scrollbar stands as far as is known: asking the element between two drawings would lay the rows out twice.
  const stands = useRef(0);
  useLayoutEffect(() => scroll.setTotal(total), [scroll, total]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whether lines wrap changes every height
  useLayoutEffect(() => scroll.forgetHeights(), [scroll, isWrapped]);
  useLayoutEffect(() => {
    if (element === null) return;
    stands.current = 0;
    let width = element.clientWidth;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      scroll.setViewport(entry.contentRect.height);
      if (entry.contentRect.width !== width) scroll.forgetHeights();
      width = entry.contentRect.width;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element, scroll]);
  useExactWheel(element, scroll);
  // The scrollbar follows what was moved by keys, jumps and measured rows.
  useLayoutEffect(() => {
    if (element === null) return;
    const wanted = scroll.map().scrollOf(scroll.getState().offset);
    if (Math.abs(stands.current - wanted) <= 1) return;
    element.scrollTop = wanted;
    stands.current = wanted;
  });
  const onScroll = useCallback(() => {
    if (element === null) return;
    stands.current = element.scrollTop;
    const map = scroll.map();
    // Where the scrollbar is scaled a pixel is many rows: our own exact moves must not be rounded away.
    if (Math.abs(map.scrollOf(scroll.getState().offset) - stands.current) > 1) scroll.moveTo(map.offsetAt(stands.current));
  }, [element, scroll]);
  return { scroll, ref, onScroll };
}

/** Where the scrollbar is scaled the wheel moves by rows all the same. React listens passively, so this listens itself. */
function useExactWheel(element: HTMLElement | null, scroll: RecordScroll): void {
  useEffect(() => {
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      if (scroll.map().isExact || event.ctrlKey) return;
      event.preventDefault();
      scroll.moveTo(scroll.getState().offset + event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? ROW_PX : 1));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [element, scroll]);
}
