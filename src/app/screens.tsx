import type { ComponentType } from 'react';
import { LabScreen } from './lab/lab-screen';
import { lazyPiece } from './pieces/lazy-piece';
import type { ScreenId } from './state/screen';

/** A screen of the playground: a line in the navigation, and what is drawn. */
export interface Screen {
  readonly label: string;
  /** Its code is fetched when it is first shown; that of the first screen comes with the page. */
  readonly Content: ComponentType;
}

const screen = (label: string, load: () => Promise<ComponentType>) =>
  lazyPiece(`The screen ${label}`, load, { fallback: <p className="screen-loading">Loading {label} …</p> });

export const SCREENS: { readonly [Id in ScreenId]: Screen } = {
  lab: {
    label: 'Lab',
    Content: LabScreen,
  },
  rollouts: {
    label: 'Rollouts',
    Content: screen('Rollouts', async () => (await import('./rollouts/rollouts-screen')).RolloutsScreen),
  },
  try: {
    label: 'Try it',
    Content: screen('Try it', async () => (await import('./try/try-screen')).TryScreen),
  },
  compare: {
    label: 'Compare',
    Content: screen('Compare', async () => (await import('./compare/compare-screen')).CompareScreen),
  },
  learn: {
    label: 'Learn',
    Content: screen('Learn', async () => (await import('./learn/learn-screen')).LearnScreen),
  },
};
