import { type ComponentType, lazy } from 'react';
import { LabScreen } from './lab/lab-screen';
import type { ScreenId } from './state/screen';

/** A screen of the playground: a line in the navigation, and what is drawn. */
export interface Screen {
  readonly label: string;
  /** Its code is fetched when it is first shown; that of the first screen comes with the page. */
  readonly Content: ComponentType;
}

export const SCREENS: { readonly [Id in ScreenId]: Screen } = {
  lab: {
    label: 'Lab',
    Content: LabScreen,
  },
  rollouts: {
    label: 'Rollouts',
    Content: lazy(async () => ({ default: (await import('./rollouts/rollouts-screen')).RolloutsScreen })),
  },
  try: {
    label: 'Try it',
    Content: lazy(async () => ({ default: (await import('./try/try-screen')).TryScreen })),
  },
  compare: {
    label: 'Compare',
    Content: lazy(async () => ({ default: (await import('./compare/compare-screen')).CompareScreen })),
  },
  learn: {
    label: 'Learn',
    Content: lazy(async () => ({ default: (await import('./learn/learn-screen')).LearnScreen })),
  },
};
