import { STEPS } from '../terms/lesson-steps';

/** What the query of this page's address may hold. */
const KNOWN: Readonly<Record<string, (value: string) => boolean>> = {
  preset: () => true,
  screen: () => true,
  // A question of Try it, and what Compare shows: these screens say themselves what they cannot open.
  ask: () => true,
  table: () => true,
  runs: () => true,
  step: (value) => STEPS.some((_, i) => value === String(i + 1)),
};
/** A setting of a setup: what it says is judged where it is set up (experiment/share/setup-query.ts). */
const SETTING = /^(method|seed|base|(dataset|directSft|vmCpt|cotSft|rl|evaluation|stop)\.\w{1,40})$/;
/** Characters of a foreign text that are quoted. */
const QUOTED = 40;

/**
 * Names what stands behind `?` or `#` and means nothing to this page: a link that was damaged on its way would open the
 * default, and nobody would know. What the known names say is judged where it is used.
 *
 * @returns a sentence or two; null when all is understood
 */
export function strangeAddress(search: string, hash: string): string | null {
  const strange = [...strangeQuery(search), ...strangeFragment(hash)];
  if (strange.length === 0) return null;
  const named = strange.slice(0, 3).map((part) => `“${short(part)}”`);
  const more = strange.length > named.length ? ` and ${strange.length - named.length} more` : '';
  const damaged = strange.some((part) => /\d\.[\w-]{20,}/.test(decoded(part)))
    ? ' It looks like a link that was changed on its way: a good one has # and 1., 2. or 3. in front.'
    : '';
  return `This page does not understand ${named.join(', ')}${more} in its address, and opened without it.${damaged} Ask for the link again if something is missing.`;
}

function strangeQuery(search: string): string[] {
  const seen = new Set<string>();
  return search
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => {
      if (part === '') return false;
      const [[name, value]] = new URLSearchParams(part);
      const isKnown = SETTING.test(name) || (Object.hasOwn(KNOWN, name) && KNOWN[name](value));
      const isNew = !seen.has(name);
      seen.add(name);
      return !isKnown || !isNew;
    })
    .map((part) => `?${part}`);
}

/** A fragment is none, a link, `#2.abc`, or a preset, `#preset=quick`. */
function strangeFragment(hash: string): string[] {
  return /^(#(\d|preset=[^&]*$)|$)/.test(hash) ? [] : [hash];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function short(text: string): string {
  return text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
}
