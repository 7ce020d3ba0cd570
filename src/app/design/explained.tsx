import { type ReactNode, useId, useRef } from 'react';
import './explained.css';

/** From a word to what explains it, and from that to the edge of the window, pixels. */
const GAP = 6;

/**
 * A word that explains itself: on hover, on focus by keyboard, and on a tap. Escape puts the explanation away. It stands in the
 * browser's top layer, so that no box that scrolls cuts it off.
 */
export function Explained({
  text,
  className,
  children,
}: {
  text: string;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  const word = useRef<HTMLButtonElement>(null);
  const note = useRef<HTMLSpanElement>(null);
  const show = () => {
    const [button, box] = [word.current, note.current];
    if (!button || !box?.showPopover || box.matches(':popover-open')) return;
    box.showPopover();
    const at = button.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const below = at.bottom + GAP + height <= innerHeight || at.top < height + GAP;
    box.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`;
    box.style.top = `${below ? at.bottom + GAP : at.top - height - GAP}px`;
  };
  const hide = () => {
    if (note.current?.matches(':popover-open')) note.current.hidePopover();
  };
  return (
    <span className={`explained ${className ?? ''}`}>
      <button
        type="button"
        ref={word}
        className="explained-word"
        aria-describedby={id}
        onClick={show}
        onFocus={show}
        onBlur={hide}
        onPointerEnter={show}
        onPointerLeave={hide}
        onKeyDown={(event) => event.key === 'Escape' && hide()}
      >
        {children}
      </button>
      <span ref={note} id={id} role="tooltip" popover="manual" className="explained-note">
        {text}
      </span>
    </span>
  );
}
