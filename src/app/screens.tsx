import { type ComponentType, lazy } from 'react';
import { LabScreen } from './lab/lab-screen';

/** A screen of the playground: a line in the navigation, an address, and what is drawn. */
export interface Screen {
  /** Its name in the address: `?screen=rollouts`. */
  readonly id: string;
  readonly label: string;
  /** Its code is fetched when it is first shown; that of the first screen comes with the page. */
  readonly Content: ComponentType;
}

/** In the order of the navigation; the first is the one an address without a screen opens. */
export const SCREENS: readonly Screen[] = [
  {
    id: 'lab',
    label: 'Lab',
    Content: LabScreen,
  },
  {
    id: 'rollouts',
    label: 'Rollouts',
    Content: lazy(async () => ({ default: (await import('./rollouts/rollouts-screen')).RolloutsScreen })),
  },
  {
    id: 'try',
    label: 'Try it',
    Content: lazy(async () => ({ default: (await import('./try/try-screen')).TryScreen })),
  },
  {
    id: 'compare',
    label: 'Compare',
    Content: lazy(async () => ({ default: (await import('./compare/compare-screen')).CompareScreen })),
  },
  {
    id: 'learn',
    label: 'Learn',
    Content: lazy(async () => ({ default: (await import('./learn/learn-screen')).LearnScreen })),
  },
];
