import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { flatBatch, type Segment } from '../../sequence/flat-batch';
import { EOS, tokenId, tokenWord } from '../../sequence/vocabulary';
import { GTA_SKILLS } from './base-skills';
import { BOARD_SKILLS, boardTest } from './boards';
import { gtaCurriculum } from './curriculum';
import { inContextSegments, someTools } from './fresh-segments';
import { freshPolicy } from './rules/fresh';
import { familyOf } from './rules/policy';
import { ruleOf } from './rules/walk';

const random = RandomStream.of(1, 'skills');

/** Every prefix stands before its continuation, and the words that weigh exist. */
function check(segments: readonly Segment[]): void {
  for (const [i, { prefix, tokens, weights }] of segments.entries()) {
    expect(prefix === null || prefix < i).toBe(true);
    expect(weights).toHaveLength(tokens.length);
  }
  expect(flatBatch(segments).lossRows.length).toBeGreaterThan(0);
}

describe('replay', () => {
  it('gives as many sequences as it is asked for', () => {
    const segments = GTA_SKILLS.replay(random)(12, random);
    check(segments);
    const roots = segments.filter(({ prefix }) => prefix === null);
    expect(roots).toHaveLength(12);
  });
});

describe('in-context segments', () => {
  it('ask about a short policy only what it decides, or plain tools', () => {
    for (let seed = 0; seed < 10; seed++) {
      const stream = RandomStream.of(seed, 'short');
      const rules = freshPolicy(stream, someTools(1 + (seed % 3), stream));
      const [policy, ...asked] = inContextSegments(rules, 4, stream, 0);
      expect(policy.weights.every((weight) => weight === 0)).toBe(true);
      for (const { tokens, images } of asked) {
        const words = tokens.map(tokenWord);
        const name = words[words.lastIndexOf('</think>') + 1];
        const family = familyOf(name);
        expect(family).toBeDefined();
        const needsRule = name.includes('_v');
        expect(!needsRule || ruleOf(rules, family as NonNullable<typeof family>) !== undefined).toBe(true);
        expect(tokens.at(-1)).toBe(EOS);
        expect(images.length).toBeLessThanOrEqual(2);
      }
    }
  });
});

describe('tests of skills', () => {
  it.each(BOARD_SKILLS)('about boards: %s has right and wrong answers', (skill) => {
    const { probes } = boardTest(skill, RandomStream.of(2, skill), 40);
    const yes = probes.filter(({ isRight }) => isRight([tokenId('yes')])).length;
    expect(yes).toBe(skill === 'read' ? 0 : 20);
  });

  it('accept the answers that training teaches', () => {
    const { ruleWalk, freshInContext } = GTA_SKILLS.forgetting(RandomStream.of(3, 'forgetting'), 16);
    for (const { probes, maxTokens } of [ruleWalk, freshInContext]) {
      expect(probes).toHaveLength(16);
      expect(maxTokens).toBeLessThanOrEqual(60);
      const names = probes.map(({ isRight }) => {
        const versions = Array.from({ length: 32 }, (_, i) => tokenWord(209 + i + 14)).concat(
          Array.from({ length: 14 }, (_, i) => tokenWord(209 + i)),
        );
        return versions.filter((name) => isRight([tokenId(name), EOS])).length;
      });
      expect(names.every((count) => count === 1)).toBe(true);
    }
  });

  it('are the same for the same seed', () => {
    const prompts = () =>
      GTA_SKILLS.divergence(RandomStream.of(4, 'kl'), 6).map(({ prompts }) =>
        prompts.map(({ tokens }) => tokens),
      );
    expect(prompts()).toEqual(prompts());
    const report = GTA_SKILLS.report(RandomStream.of(4, 'report'), 4, [1]);
    expect(Object.keys(report.tools)).toEqual(['toolChoice', 'ruleWalk', 'freshInContext']);
    for (const make of Object.values(report.tools)) expect(make().probes).toHaveLength(4);
  });
});

describe('the curriculum', () => {
  it('has labels for every patch and segments for every moment', () => {
    const curriculum = gtaCurriculum();
    const pictures = curriculum.pictures(8, random);
    for (const { labels } of pictures) {
      expect(labels).toHaveLength(36);
      expect(labels.every((label) => label === null || label.words.length === 4)).toBe(true);
    }
    for (const moment of [
      { isPlain: true, progress: 0.1, isLong: false, isDecisive: false },
      { isPlain: false, progress: 0.8, isLong: false, isDecisive: false },
      { isPlain: false, progress: 1, isLong: true, isDecisive: true },
    ]) {
      check(curriculum.segments(moment, pictures, random, 1));
    }
  });
});
