import { type ReactNode, useEffect, useRef, useState } from 'react';
import './wide-table.css';

/** A table that scrolls sideways where it has no room; an edge shows that there is more behind it. */
export function WideTable({ label, children }: { label: string; children: ReactNode }) {
  const frame = useRef<HTMLElement>(null);
  const [before, setBefore] = useState(false);
  const [after, setAfter] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const look = () => {
      // Browsers round scroll positions: a pixel is no column.
      setBefore(element.scrollLeft > 1);
      setAfter(element.scrollWidth - element.clientWidth - element.scrollLeft > 1);
    };
    const observer = new ResizeObserver(look);
    for (const sized of [element, ...element.children]) observer.observe(sized);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return (
    <div className="wide-table" data-before={before || undefined} data-after={after || undefined}>
      <section
        className="wide-scroll"
        ref={frame}
        aria-label={label}
        // Reachable by keyboard while it scrolls, and no stop on the way while it does not.
        tabIndex={before || after ? 0 : undefined}
      >
        {children}
      </section>
    </div>
  );
}
