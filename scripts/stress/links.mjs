import { source } from '../source.mjs';

const { RandomStream } = await source('random/stream.ts');
const { decodeLink, encodeLink } = await source('experiment/share/share-link.ts');
const { presetConfig, PRESETS } = await source('experiment/plan/presets.ts');
const { strangeAddress } = await source('app/state/strange-address.ts');

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** @typedef {{ pick<T>(from: readonly T[]): T, int(below: number): number }} Random */

/** What mail, chat and people do to a link, by name. */
const MUTATIONS = /** @type {Record<string, (link: string, random: Random) => string>} */ ({
  'one character': (link, random) =>
    replaced(link, 3 + random.int(link.length - 3), random.pick([...ALPHABET])),
  'one character of another alphabet': (link, random) =>
    replaced(link, random.int(link.length), random.pick([...'#%&=.,;:!?"\'<> \n\0ä漢'])),
  'cut off': (link, random) => link.slice(0, 1 + random.int(link.length - 1)),
  'cut in the middle': (link, random) => {
    const at = 3 + random.int(link.length - 3);
    return link.slice(0, at) + link.slice(at + 1 + random.int(8));
  },
  'two neighbours swapped': (link, random) => {
    const at = 3 + random.int(link.length - 4);
    return link.slice(0, at) + link[at + 1] + link[at] + link.slice(at + 2);
  },
  'something said twice': (link, random) => {
    const at = 3 + random.int(link.length - 3);
    return link.slice(0, at) + link.slice(at - 1 - random.int(3));
  },
  'something in front': (link, random) =>
    random.pick(['#', '/', '!', '%23', '?', ' ', '0']) + link.slice(random.int(2)),
  'percent signs': (link, random) => {
    const at = 1 + random.int(link.length - 1);
    return `${link.slice(0, at)}%${link.charCodeAt(at).toString(16)}${link.slice(at + 1)}`;
  },
  capitals: (link) => link.toUpperCase(),
  'two characters': (link, random) =>
    replaced(
      replaced(link, 3 + random.int(link.length - 3), random.pick([...ALPHABET])),
      3 + random.int(link.length - 3),
      random.pick([...ALPHABET]),
    ),
});

function replaced(/** @type {string} */ text, /** @type {number} */ at, /** @type {string} */ character) {
  return text.slice(0, at) + character + text.slice(at + 1);
}

/**
 * Opens mutated links of version 2 as the page would. A mutation is accepted silently when the page opens another
 * experiment than was sent, or the default, and says nothing.
 *
 * @param {number} count
 * @param {number} seed
 */
export async function mutateLinks(count, seed) {
  /** @type {Random} */
  const random = RandomStream.of(seed, 'stress/links');
  const results = [{ stage: 'rl', accuracy: 0.9312, low: 0.9, high: 0.95, inContext: 0.92 }];
  const sent = await Promise.all(
    PRESETS.flatMap((/** @type {any} */ preset, /** @type {number} */ i) =>
      [[], results].map(async (some) => {
        const payload = {
          config: presetConfig(preset, 'trimpi-poro-dapo', 7 + i),
          build: 'abc123',
          results: some,
        };
        return { payload: JSON.stringify(payload), link: await encodeLink(payload) };
      }),
    ),
  );
  const names = Object.keys(MUTATIONS);
  const report = { tried: 0, unchanged: 0, refused: 0, named: 0, same: 0, throws: 0, silent: 0 };
  /** @type {string[]} */
  const examples = [];
  for (let i = 0; i < count; i++) {
    const { link, payload } = random.pick(sent);
    const name = random.pick(names);
    const mutated = MUTATIONS[name](link, random);
    report.tried++;
    if (mutated === link) {
      report.unchanged++;
      continue;
    }
    try {
      // An address has its fragment behind the first #.
      const hash = mutated.startsWith('#') ? mutated : '';
      const strange = strangeAddress(hash === '' ? `?${mutated}` : '', hash);
      const decoded = /^#\d/.test(hash) ? await decodeLink(hash) : null;
      if (decoded?.ok && JSON.stringify(decoded.payload) === payload) report.same++;
      else if (decoded && !decoded.ok) report.refused++;
      else if (strange) report.named++;
      else {
        report.silent++;
        if (examples.length < 5) examples.push(`${name}: ${mutated}`);
      }
    } catch (error) {
      report.throws++;
      if (examples.length < 5) examples.push(`${name}: ${mutated} (${error})`);
    }
  }
  const sentence = `${report.tried} mutated links: ${report.throws} throws, ${report.silent} accepted silently; ${report.refused} refused, ${report.named} named as not understood, ${report.same} still the same experiment, ${report.unchanged} not changed by chance.`;
  return { ...report, examples, faults: report.throws + report.silent, sentence };
}
