import { readSetting, storeSetting } from './settings';

export const THEMES = ['light', 'dark', 'projector'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'theme';

/** The theme chosen before, or what the system prefers. */
export function initialTheme(): Theme {
  const stored = readStored();
  if (stored !== null) return stored;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

export function storeTheme(theme: Theme): void {
  storeSetting(KEY, theme);
}

function readStored(): Theme | null {
  const stored = readSetting(KEY);
  return THEMES.find((theme) => theme === stored) ?? null;
}
