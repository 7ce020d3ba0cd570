import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ExperimentConfig } from '../../experiment/plan/config';
import type { LinkPayload } from '../../experiment/share/share-link';
import { withPiece } from '../pieces/lost-store';
import { presetInAddress } from '../state/address';
import { goToScreen } from '../state/screen';
import { setUpAs, setUpPreset } from '../state/stores';
import { strangeAddress } from '../state/strange-address';

/** What a link has brought; nothing of it starts a run. */
export interface LinkState {
  /** Waits for the visitor to decide. */
  readonly opened: { readonly payload: LinkPayload; readonly notes: readonly string[] } | null;
  /** Why the address could not be opened, as a sentence. */
  readonly fault: string | null;
  /** The experiment that was set up from a link with results, to compare a run of it with them. */
  readonly expected: LinkPayload | null;
}

export const linkStore = createStore<LinkState>(() => ({ opened: null, fault: null, expected: null }));

export const useLink = <T>(select: (state: LinkState) => T): T => useStore(linkStore, select);

let latest = '';

/** Reads the fragment of an address and shows what it says. Fragments that are no links are left alone. */
export async function openLink(hash: string): Promise<void> {
  if (!/^#\d/.test(hash)) return;
  latest = hash;
  await withPiece(
    'What reads the link',
    () => import('../../experiment/share/share-link'),
    async ({ decodeLink }) => {
      const decoded = await decodeLink(hash);
      // Another link may have been opened meanwhile.
      if (latest !== hash) return;
      if (decoded.ok) linkStore.setState({ opened: decoded, fault: strangeAddress(location.search, '') });
      else linkStore.setState({ opened: null, fault: decoded.message });
    },
  );
}

/** Opens the link in the page's address, now and whenever it changes, and names what is none; returns the way to stop. */
export function followLinks(): () => void {
  const follow = () => {
    // An address that ends with # has an empty fragment, as one without it has.
    const fragment = location.href.endsWith('#') ? '#' : location.hash;
    const strange = strangeAddress(location.search, fragment);
    if (strange) linkStore.setState({ fault: strange });
    void openLink(location.hash);
  };
  const followChange = () => {
    const preset = presetInAddress('', location.hash);
    linkStore.setState({ fault: preset === null ? null : setUpPreset(preset) });
    follow();
  };
  follow();
  addEventListener('hashchange', followChange);
  return () => removeEventListener('hashchange', followChange);
}

/** Loads the link's experiment into the setup and shows it; starts nothing. */
export function setUpLink({ payload }: NonNullable<LinkState['opened']>): void {
  setUpExperiment(payload.config, payload.results.length > 0 ? payload : null);
}

/** The same for an experiment that was made of the link; `expected`: what a run of it is compared with. */
export function setUpExperiment(config: ExperimentConfig, expected: LinkPayload | null = null): void {
  setUpAs(config);
  linkStore.setState({ opened: null, expected });
  clearAddress();
  goToScreen('lab');
}

export function dismissLink(): void {
  linkStore.setState({ opened: null, fault: null });
  clearAddress();
}

/** Takes the link out of the address, so that a reload or a bookmark does not open it again. */
function clearAddress(): void {
  latest = '';
  history.replaceState(null, '', location.pathname + location.search);
}
