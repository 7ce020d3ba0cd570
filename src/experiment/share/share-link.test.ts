import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { clampConfig } from '../plan/config-schema';
import { findPreset, type Preset, presetConfig } from '../plan/presets';
import { anyConfig, nearPreset } from '../testing/configs';
import { runRecordOf } from '../testing/records';
import golden from './golden-links.json';
import {
  type DecodedLink,
  decodeLink,
  encodeLink,
  type LinkPayload,
  linkResults,
  presetMark,
  readLinkJson,
  type SeedRange,
  tooLong,
} from './share-link';

const quick = findPreset('quick') as Preset;
const record = runRecordOf({ seed: 1, accuracy: 0.7231 });
const payload: LinkPayload = {
  config: { ...record.config, rl: { ...record.config.rl, steps: 60 } },
  build: 'abc123',
  results: linkResults(record.stages),
};
const bytesOf = (text: string) => new TextEncoder().encode(text);
const linkOf = (json: string) => `#1.${deflateRawSync(bytesOf(json)).toString('base64url')}`;
const jsonOf = (link: string) => inflateRawSync(Buffer.from(link.slice(3, -6), 'base64url')).toString();
const UNCHECKED = expect.stringContaining('no check: a character that was lost');

function messageOf(decoded: DecodedLink): string {
  return decoded.ok ? 'opened' : decoded.message;
}

describe('links', () => {
  it('carry an experiment and its results there and back', async () => {
    const link = await encodeLink(payload);
    expect(link).toMatch(/^#2\.[\w-]+$/);
    expect(link.length).toBeLessThan(400);
    expect(await decodeLink(link)).toEqual({ ok: true, payload, notes: [] });
  });

  it('share out the seeds of a class, in a version of their own', async () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 1e6 - 499 }), fc.integer({ min: 0, max: 499 }));
    await fc.assert(
      fc.asyncProperty(nearPreset, range, async (config, [first, more]) => {
        const sent = { config, build: 'b1', results: [], seeds: { first, last: first + more } };
        const link = await encodeLink(sent);
        expect(link).toMatch(/^#3\./);
        expect(await decodeLink(link)).toEqual({ ok: true, payload: sent, notes: [] });
        expect((await decodeLink(`#2.${link.slice(3)}`)).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
    const asked = (seeds: SeedRange) => encodeLink({ ...payload, results: [], seeds }).then(decodeLink);
    for (const seeds of [
      { first: 1, last: 501 },
      { first: -1, last: 3 },
      { first: 1.5, last: 3 },
    ]) {
      expect(messageOf(await asked(seeds))).toContain('a class has whole seeds');
    }
  });

  it('refuse a policy of somebody’s own that cannot be read, with the line', async () => {
    const dataset = {
      ...payload.config.dataset,
      policies: 1,
      own: 'Policy L3-Suri\n\n# Condition 1\nStop.\n',
    };
    const link = await encodeLink({ ...payload, config: { ...payload.config, dataset }, results: [] });
    expect(messageOf(await decodeLink(link))).toMatch(
      /^This link cannot be opened\. The experiment’s own policy cannot be read\. Line 4 of the policy: /,
    );
  });

  it('hold the difference from the preset only', async () => {
    const json = JSON.parse(jsonOf(await encodeLink({ ...payload, results: [] })));
    expect(json).toEqual({
      preset: 'quick',
      mark: presetMark(quick),
      method: 'trimpi-poro-dapo',
      seed: 1,
      build: 'abc123',
      changes: { rl: { steps: 60 } },
    });
  });

  it('round-trip for every experiment the screens allow, and stay short', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyConfig, nearPreset), fc.boolean(), async (config, withResults) => {
        const sent = { config, build: 'b0.1+x', results: withResults ? payload.results : [] };
        const link = await encodeLink(sent);
        expect(tooLong(`https://example.org/trimpi-playground/${link}`)).toBe(false);
        expect(await decodeLink(link)).toEqual({ ok: true, payload: sent, notes: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('say when the preset is no longer what it was', async () => {
    const decoded = await decodeLink(
      linkOf(JSON.stringify({ ...JSON.parse(jsonOf(await encodeLink(payload))), mark: '00000000' })),
    );
    expect(decoded.ok && decoded.notes).toEqual([
      UNCHECKED,
      expect.stringContaining('has changed since this link was made'),
    ]);
  });

  it('are refused with a sentence that says why', async () => {
    const json = jsonOf(await encodeLink(payload));
    const open = async (link: string) => messageOf(await decodeLink(link));
    const cases: [link: string, reason: string][] = [
      ['', 'incomplete'],
      ['#preset=quick', 'incomplete'],
      ['#4.AAAA', 'version 4'],
      ['#2.', 'not as it was made'],
      ['#2.AAAA', 'not as it was made'],
      ['#3.AAAA', 'not as it was made'],
      [linkOf(json.replace('{', '{"seeds":{"first":1,"last":2},')), 'does not go with'],
      [linkOf(json.replace('{', '{"seeds":{"first":2,"last":1},')), 'a class has whole seeds'],
      ['#1.', 'damaged'],
      [(await encodeLink(payload)).slice(0, -9), 'cut off'],
      [`#1.${'A'.repeat(20_000)}`, 'incomplete'],
      [linkOf('[]'), '"preset" is missing'],
      [linkOf('7'), 'should be Object'],
      [linkOf('{'), 'damaged'],
      [linkOf(json.replace('"quick"', '"slow"')), 'preset "slow"'],
      [linkOf(json.replace('"steps":60', '"stepz":60')), '"rl.stepz" is not a field'],
      [linkOf(json.replace('"steps":60', '"__proto__":{"polluted":1}')), '"__proto__", which is refused'],
      [
        linkOf(json.replace('{', '{"constructor":{"prototype":{"polluted":1}},')),
        '"constructor", which is refused',
      ],
      [linkOf(`${'['.repeat(9000)}${']'.repeat(9000)}`), 'nested deeper'],
      [linkOf(json.replace('0.7', '7')), 'should be'],
      [linkOf(json.replace('"accuracy":0.72', '"accuracy":0.01')), 'lies within its interval'],
    ];
    for (const [link, reason] of cases) {
      expect(await open(link), reason).toContain(reason);
    }
  });

  it('are clamped with a note', async () => {
    const decoded = await decodeLink(
      linkOf(jsonOf(await encodeLink(payload)).replace('"steps":60', '"steps":6e9')),
    );
    expect(decoded.ok && decoded.payload.config.rl.steps).toBe(2000);
    expect(decoded.ok && decoded.notes).toHaveLength(2);
  });

  it('never inflate beyond 64 KiB', async () => {
    const bomb = deflateRawSync(new Uint8Array(12_000_000), { level: 9 }).toString('base64url');
    expect(messageOf(await decodeLink(`#1.${bomb}`))).toContain('more than 64 KiB');
    const padded = `${jsonOf(await encodeLink(payload))}${' '.repeat(60_000)}`;
    expect((await decodeLink(linkOf(padded))).ok).toBe(true);
    expect((await decodeLink(linkOf(`${padded}${' '.repeat(6_000)}`))).ok).toBe(false);
  });

  it('are refused after any change of a character, any cut and any swap of neighbours', async () => {
    const links = [
      await encodeLink(payload),
      await encodeLink({ ...payload, results: [], seeds: { first: 1, last: 30 } }),
    ];
    const characters = 'ABab01_-.#%';
    for (const link of links) {
      for (let at = 0; at < link.length; at++) {
        const [before, after] = [link.slice(0, at), link.slice(at + 1)];
        const changed = [
          ...[...characters].map((character) => before + character + after),
          before,
          before + after,
          before + after.slice(0, 1) + link[at] + after.slice(1),
          `${before}${link[at]}${link[at]}${after}`,
        ].filter((one) => one !== link && one.replace(/^#/, '') !== link.slice(1));
        for (const one of changed) expect((await decodeLink(one)).ok, one).toBe(false);
      }
    }
  });

  it('know when an address is better sent as a file', () => {
    expect(tooLong('x'.repeat(2000))).toBe(false);
    expect(tooLong('x'.repeat(2001))).toBe(true);
  });

  it('cannot be made from a preset that is gone', async () => {
    await expect(encodeLink({ ...payload, config: { ...payload.config, preset: 'gone' } })).rejects.toThrow(
      '"gone"',
    );
  });
});

describe('published links', () => {
  it.each(golden)(
    'keep opening: $what',
    async ({ what: _, link, preset: name, method, seed, build, changes, results, ...seeds }) => {
      const preset = findPreset(name);
      expect(preset, 'a preset that links start from may be tuned, not removed').toBeDefined();
      const decoded = await decodeLink(link);
      if (!decoded.ok) throw new Error(decoded.message);
      const expected = presetConfig(preset as Preset, method as never, seed) as unknown as Record<
        string,
        object
      >;
      for (const [part, fields] of Object.entries(changes)) {
        expected[part] = typeof fields === 'object' ? { ...expected[part], ...fields } : fields;
      }
      expect(decoded.payload).toEqual({ config: expected, build, results, ...seeds });
      expect(decoded.notes.filter((note) => note.includes('no check'))).toHaveLength(
        link.startsWith('#1.') ? 1 : 0,
      );
    },
  );
});

/** Bytes with some of them changed, left out or said twice. */
function mutatedBytes(bytes: Uint8Array<ArrayBuffer>, random: RandomStream): Uint8Array<ArrayBuffer> {
  let mutated = bytes;
  for (let i = random.int(3); i >= 0; i--) {
    const at = random.int(mutated.length);
    const [before, after] = [mutated.slice(0, at), mutated.slice(at)];
    const middle = random.pick([[random.int(256)], [...after.slice(0, 5)], [34, 58], [45], [101, 57]]);
    mutated = Uint8Array.from([...before, ...middle, ...after.slice(random.int(3))]);
  }
  return mutated;
}

const NASTY = [
  ...[
    'null',
    'true',
    '-1',
    '1e308',
    '-1e-308',
    '1e999',
    '0.5',
    '""',
    '"__proto__"',
    '[]',
    '{}',
    '[[[[[[]]]]]]',
  ],
  ...['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', `"${'x'.repeat(500)}"`],
  ...['{"toString":1}', '[1,2,3]', '"quick"', '"rl"', '9007199254740993'],
];

/** JSON that parses, with values or names at random places exchanged for others. */
function mutatedJson(json: string, random: RandomStream): string {
  const pieces = json.split(/([{}[\]:,])/);
  for (let i = random.int(3); i >= 0; i--) {
    let at = random.int(pieces.length);
    while (!/^["\d]/.test(pieces[at])) {
      at = random.int(pieces.length);
    }
    const isName = pieces[at + 1] === ':';
    const names = ['"__proto__"', '"constructor"', '"toString"', '"x"', '"rl"', '"steps"'];
    pieces[at] = random.pick(isName ? names : NASTY);
  }
  return pieces.join('');
}

describe('the decoder under 100,000 hostile inputs', () => {
  const sources = [payload, { ...payload, results: [] }];
  const names = () => Object.getOwnPropertyNames(Object.prototype).join();
  const before = names();

  /** An answer is a sentence, or an experiment that the screens allow. */
  function check(decoded: DecodedLink): boolean {
    if ('polluted' in {}) throw new Error('Object.prototype was changed.');
    if (!decoded.ok) return /^This link .*\.$/s.test(decoded.message);
    return clampConfig(decoded.payload.config).notes.length === 0;
  }

  it('answers 90,000 mutated and random payloads', async () => {
    const random = RandomStream.of(1, 'payloads');
    const jsons = await Promise.all(sources.map(async (source) => jsonOf(await encodeLink(source))));
    let opened = 0;
    for (let i = 0; i < 90_000; i++) {
      const json = random.pick(jsons);
      const kind = random.int(10);
      const input =
        kind < 5
          ? bytesOf(mutatedJson(json, random))
          : kind < 9
            ? mutatedBytes(bytesOf(json), random)
            : Uint8Array.from({ length: random.int(60) }, () => random.int(256));
      const decoded = readLinkJson(input);
      opened += Number(decoded.ok);
      if (!check(decoded)) throw new Error(`Bad answer to ${new TextDecoder().decode(input)}`);
    }
    // The mutations reach behind the first check: some of what they make is still an experiment.
    expect(opened).toBeGreaterThan(500);
    expect(opened).toBeLessThan(80_000);
    expect(names()).toBe(before);
  }, 60_000);

  it('answers 10,000 mutated and random links, each within 50 ms', async () => {
    const random = RandomStream.of(1, 'links');
    const links = await Promise.all(sources.map(encodeLink));
    const slow: string[] = [];
    const timed = async (link: string) => {
      const start = performance.now();
      const decoded = await decodeLink(link);
      return { decoded, ms: performance.now() - start };
    };
    for (let i = 0; i < 10_000; i++) {
      const link = random.pick(links);
      const kind = random.int(4);
      const input =
        kind === 0
          ? linkOf(mutatedJson(jsonOf(link), random))
          : kind === 1
            ? `#1.${Buffer.from(mutatedBytes(Uint8Array.from(Buffer.from(link.slice(3, -6), 'base64url')), random)).toString('base64url')}`
            : kind === 2
              ? new TextDecoder('latin1').decode(mutatedBytes(bytesOf(link), random))
              : `#1.${Buffer.from(Uint8Array.from({ length: random.int(200) }, () => random.int(256))).toString('base64url')}`;
      const { decoded, ms } = await timed(input);
      if (!check(decoded)) throw new Error(`Bad answer to ${input}`);
      if (ms > 50) slow.push(input);
    }
    // On a busy machine a pause may fall into any decoding; an input that is slow is slow every time.
    for (const input of slow) {
      const times = [await timed(input), await timed(input), await timed(input)].map(({ ms }) => ms);
      expect(Math.min(...times), input).toBeLessThan(50);
    }
  }, 60_000);
});
