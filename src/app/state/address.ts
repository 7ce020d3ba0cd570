/** What an address changes that names settings and no preset. */
const CHANGED_PRESET = 'quick';

/** The preset named in the page's address, `?preset=quick` or `#preset=quick`; null when the address sets nothing up. */
export function presetInAddress(search: string, hash: string): string | null {
  return (
    new URLSearchParams(search).get('preset') ??
    new URLSearchParams(hash.replace(/^#/, '')).get('preset') ??
    (hasSettings(search) ? CHANGED_PRESET : null)
  );
}

/** Whether the query sets anything beside a preset: the method, the seed, the base or a number, `rl.steps=40`. */
export function hasSettings(search: string): boolean {
  return [...new URLSearchParams(search).keys()].some(
    (name) => name === 'method' || name === 'seed' || name === 'base' || name.includes('.'),
  );
}

export interface PresetChoice {
  readonly name: string;
  /** What to tell the visitor about the address, or null when it was in order. */
  readonly notice: string | null;
}

/** The preset to open with: the address's if there is such a one, otherwise the fallback and a sentence. */
export function choosePreset(
  wanted: string | null,
  known: readonly string[],
  fallback: string,
): PresetChoice {
  if (wanted === null) return { name: fallback, notice: null };
  if (known.includes(wanted)) return { name: wanted, notice: null };
  const others = known.filter((name) => name !== fallback);
  return {
    name: fallback,
    notice: `There is no preset “${shortened(wanted)}”: the link may be mistyped or newer than this page. “${fallback}” is set instead; the others are ${inWords(others)}.`,
  };
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** "a, b and c". */
function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The screen named in the query, `?screen=rollouts`; the first of `screens` when it names none that exists. */
export function screenInAddress(search: string, screens: readonly string[]): string {
  const named = new URLSearchParams(search).get('screen');
  return named !== null && screens.includes(named) ? named : screens[0];
}

/** What to tell the visitor about the screen in the query, or null when it is in order. */
export function screenNotice(search: string, screens: readonly string[]): string | null {
  const named = new URLSearchParams(search).get('screen');
  if (named === null || screens.includes(named)) return null;
  return `There is no screen “${shortened(named)}”: the link may be mistyped or newer than this page. The screens are ${inWords(screens)}.`;
}

/** The address of a screen, relative to this page; everything else that the address says stays. */
export function addressOfScreen(
  screen: string,
  screens: readonly string[],
  search: string,
  hash: string,
): string {
  const query = new URLSearchParams(search);
  if (screen === screens[0]) query.delete('screen');
  else query.set('screen', screen);
  return `${query.size > 0 ? `?${query}` : '.'}${hash}`;
}

/** The step named in the query, `?step=3`, from 1 to `count`; null when it names none that exists. */
export function stepInAddress(search: string, count: number): number | null {
  const step = Number(new URLSearchParams(search).get('step'));
  return Number.isInteger(step) && step >= 1 && step <= count ? step : null;
}

/** The address of a step of the present screen, relative to this page; everything else that the address says stays. */
export function addressOfStep(step: number, search: string, hash: string): string {
  const query = new URLSearchParams(search);
  query.set('step', String(step));
  return `?${query}${hash}`;
}

/**
 * The address with these pairs in its query, in the place of what it had by such names; everything else that it says stays.
 *
 * @param names of what is replaced
 */
export function addressWith(
  pairs: readonly (readonly [name: string, value: string])[],
  names: RegExp,
  search: string,
  hash: string,
): string {
  const query = new URLSearchParams(search);
  const others = [...query].filter(([name]) => !names.test(name));
  const all = new URLSearchParams([...pairs.map(([name, value]) => [name, value]), ...others]);
  // A preset in the fragment was the setup's, too.
  return `?${all}${hash.startsWith('#preset=') ? '' : hash}`;
}
