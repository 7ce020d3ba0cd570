import { type MouseEvent, useSyncExternalStore } from 'react';
import { SCREENS, type Screen } from './screens';
import { addressOfScreen, screenInAddress } from './state/address';

export const SCREEN_IDS: readonly string[] = SCREENS.map(({ id }) => id);
const changed = new EventTarget();

function subscribe(callback: () => void): () => void {
  addEventListener('popstate', callback);
  changed.addEventListener('go', callback);
  return () => {
    removeEventListener('popstate', callback);
    changed.removeEventListener('go', callback);
  };
}

/** The screen that the page's address names; it follows links, back and forward. */
export function useScreen(): Screen {
  const id = useSyncExternalStore(subscribe, () => screenInAddress(location.search, SCREEN_IDS));
  return SCREENS[SCREEN_IDS.indexOf(id)];
}

/** Shows a screen; the back button returns to the one before. */
export function goToScreen(id: string): void {
  if (screenInAddress(location.search, SCREEN_IDS) === id) return;
  history.pushState(null, '', addressOfScreen(id, SCREEN_IDS, location.search, location.hash));
  scrollTo(0, 0);
  changed.dispatchEvent(new Event('go'));
}

/** The screens as links: they can be opened in a new tab, copied and gone back from. */
export function Navigation() {
  const current = useScreen();
  return (
    <nav aria-label="Screens">
      <ul>
        {SCREENS.map(({ id, label }) => (
          <li key={id}>
            <a
              href={addressOfScreen(id, SCREEN_IDS, location.search, location.hash)}
              aria-current={id === current.id ? 'page' : undefined}
              onClick={(event) => {
                if (!isPlainClick(event)) return;
                event.preventDefault();
                goToScreen(id);
              }}
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Not one that asks the browser for a new tab or window. */
function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
