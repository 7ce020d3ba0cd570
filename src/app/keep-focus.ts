/** What can take the focus of something in it that has gone: a thing on the page with a name. */
const PLACES = 'section, article, aside';

/**
 * Keeps the keyboard's place. When the focused element goes from the page (a notice that was dismissed, a button that
 * another one replaced), the focus goes to the nearest thing around it that is still there, or to `fallback`, and not to
 * the top of the page. Returns the way to stop.
 */
export function keepFocus(root: HTMLElement, fallback: () => HTMLElement | null): () => void {
  let way: readonly Element[] = [];
  const remember = ({ target }: FocusEvent) => {
    way = target instanceof Element ? ancestors(target) : [];
  };
  // A press beside everything takes the focus away on purpose; one on a control gives it back at once.
  const forget = () => {
    way = [];
  };
  const mend = () => {
    if (way.length === 0 || way[0].isConnected || document.activeElement !== document.body) return;
    const near = way.find((element) => element.isConnected && element.matches(PLACES));
    const place = near instanceof HTMLElement ? near : fallback();
    // Something that the keyboard reaches by itself keeps its place in the tab order.
    if (place && !place.hasAttribute('tabindex')) place.tabIndex = -1;
    place?.focus({ preventScroll: true });
  };
  const observer = new MutationObserver(mend);
  root.addEventListener('focusin', remember);
  addEventListener('pointerdown', forget, true);
  observer.observe(root, { childList: true, subtree: true });
  return () => {
    root.removeEventListener('focusin', remember);
    removeEventListener('pointerdown', forget, true);
    observer.disconnect();
  };
}

/** The element, its parent, and so on. */
function ancestors(element: Element): Element[] {
  const way = [];
  for (let at: Element | null = element; at; at = at.parentElement) way.push(at);
  return way;
}
