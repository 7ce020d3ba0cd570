import type { MouseEvent } from 'react';
import { SCREENS } from './screens';
import { addressOfScreen } from './state/address';
import { goToScreen, SCREEN_IDS, useScreen } from './state/screen';

/** The screens as links: they can be opened in a new tab, copied and gone back from. */
export function Navigation() {
  const current = useScreen();
  return (
    <nav aria-label="Screens">
      <ul>
        {SCREEN_IDS.map((id) => (
          <li key={id}>
            <a
              href={addressOfScreen(id, SCREEN_IDS, location.search, location.hash)}
              aria-current={id === current ? 'page' : undefined}
              onClick={(event) => {
                if (!isPlainClick(event)) return;
                event.preventDefault();
                goToScreen(id);
              }}
            >
              {SCREENS[id].label}
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
