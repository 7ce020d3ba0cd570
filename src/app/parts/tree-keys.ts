import { type KeyboardEvent, useEffect, useRef } from 'react';

/**
 * Arrow keys in a drawn tree whose places are buttons. A place that is chosen by a key gets the focus; one that is chosen otherwise does
 * not take it away from where it is.
 *
 * @param selected the chosen place
 * @param next the place that a key leads to from there; nothing where it leads nowhere
 */
export function useTreeKeys(
  selected: string,
  next: (key: string) => { readonly key: string } | null | undefined,
  onSelect: (place: string) => void,
) {
  const buttons = useRef(new Map<string, HTMLButtonElement>());
  const byKeyboard = useRef(false);
  useEffect(() => {
    if (byKeyboard.current) buttons.current.get(selected)?.focus();
    byKeyboard.current = false;
  }, [selected]);
  return {
    onKeyDown: (event: KeyboardEvent) => {
      const place = next(event.key);
      if (!place) return;
      event.preventDefault();
      byKeyboard.current = true;
      onSelect(place.key);
    },
    /** For the `ref` of a place's button. */
    buttonOf: (place: string) => (element: HTMLButtonElement | null) => {
      if (element) buttons.current.set(place, element);
      else buttons.current.delete(place);
    },
  };
}
