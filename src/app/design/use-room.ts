import { type RefObject, useLayoutEffect, useState, useSyncExternalStore } from 'react';

/** Width inside an element's padding, in sixteenths of a rem; infinite until it is measured. */
export function useRoom(frame: RefObject<HTMLElement | null>): number {
  const [room, setRoom] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => {
      const { paddingLeft, paddingRight } = getComputedStyle(element);
      const inside = element.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
      setRoom((16 * inside) / Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return room;
}

const coarse = '(pointer: coarse)';

/** Whether the page is pointed at with a finger. */
export function useTouch(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(coarse);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(coarse).matches,
  );
}
