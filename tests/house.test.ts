import { describe, expect, it } from 'vitest';
import { projectFiles, readText } from './support/source-files';

const MOST_LINES = 400;

const code = projectFiles('src', 'scripts', 'tests').filter((path) => /\.(tsx?|mjs|css)$/.test(path));

describe('house', () => {
  it('installs from any registry: the lock file names none', () => {
    expect(readText('package-lock.json')).not.toMatch(/"resolved"/);
  });

  it(`keeps files within ${MOST_LINES} lines`, () => {
    const lengths = code.map((path) => ({ path, lines: readText(path).trimEnd().split('\n').length }));
    expect(lengths.filter(({ lines }) => lines > MOST_LINES)).toEqual([]);
  });

  it('leaves no marker of unfinished work, and no test switched off or run alone', () => {
    // Put together here, so that this file does not find itself.
    const marker = new RegExp(
      [
        ...['TO', 'FIX', 'XX', 'HA'].map((start, index) => `\\b${start}${['DO', 'ME', 'X', 'CK'][index]}\\b`),
        '^<{7} |^>{7} ',
        `\\bdebug${'ger'};`,
        `\\b(?:it|test|describe)\\.${'(?:only|skip|todo)'}\\(`,
      ].join('|'),
      'm',
    );
    const found = code.flatMap((path) => {
      const match = marker.exec(readText(path));
      return match ? [`${path}: ${match[0]}`] : [];
    });
    expect(found).toEqual([]);
  });

  it('draws random numbers from seeded streams only', () => {
    const unseeded = `Math.${'random('}`;
    expect(code.filter((path) => readText(path).includes(unseeded))).toEqual([]);
  });
});
