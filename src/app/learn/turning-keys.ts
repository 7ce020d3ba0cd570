import { useEffect } from 'react';

/** Controls that have a use of their own for the arrow keys. */
const OWNERS =
  'input, textarea, select, [role=slider], [role=radiogroup], [role=listbox], [role=grid], [role=dialog], [contenteditable]';

/** Whether an arrow key pressed here belongs to the control, or scrolls the region, that has the focus. */
function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const region = target.closest('[tabindex="0"]');
  return target.closest(OWNERS) !== null || (region !== null && region.scrollWidth > region.clientWidth + 1);
}

/** Whether the page goes on in a direction, so that a page key has something to scroll. */
function goesOn(direction: 1 | -1): boolean {
  const { scrollHeight } = document.documentElement;
  return direction === 1 ? scrollY + innerHeight < scrollHeight - 1 : scrollY > 1;
}

/**
 * The left and right arrow keys go back and forth, except where a control needs them. So do the page keys, which the remote of
 * a presenter sends: in teacher mode always, else where there is nothing left to scroll.
 */
export function useTurningKeys(step: number, go: (step: number) => void, isTeaching: boolean): void {
  useEffect(() => {
    const turn = (event: KeyboardEvent) => {
      const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
      if (event.defaultPrevented || altKey || ctrlKey || metaKey || shiftKey || isTaken(event.target)) return;
      if (key === 'ArrowRight') go(step + 1);
      if (key === 'ArrowLeft') go(step - 1);
      const direction = key === 'PageDown' ? 1 : key === 'PageUp' ? -1 : null;
      if (direction === null || (!isTeaching && goesOn(direction))) return;
      event.preventDefault();
      go(step + direction);
    };
    addEventListener('keydown', turn);
    return () => removeEventListener('keydown', turn);
  }, [step, go, isTeaching]);
}
