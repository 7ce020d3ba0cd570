import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { objectIds } from '../../scene/renderer';
import { sampleScene } from '../../scene/sampler';
import type { Scene, SceneObject } from '../../scene/scene-graph';
import { flatBatch } from '../../sequence/flat-batch';
import { CASE_COUNT, caseToken, EOS, IMAGE, tokenWord } from '../../sequence/vocabulary';
import { CLEVR_SKILLS } from './base-skills';
import { parseResponse, policyTokens } from './encode';
import { FreshPolicies, inContextSegments, textWalkSegments, textWalkTest } from './fresh-policies';
import { patchContents } from './patch-labels';
import {
  PERCEPTIVE,
  type PerceptionSkill,
  PLAIN,
  perceptionQuestion,
  perceptionSegments,
  randomPicture,
} from './perception';
import { loadNamedPolicies } from './policy/policy-dataset';
import { goldReasoning } from './policy/walk';

/** Answers a question from its words and the scene graph, without the code under test. */
function answerOf(scene: Scene, question: readonly string[]): string {
  const has = (object: SceneObject, word: string) =>
    [object.size, object.color, object.material, object.shape].includes(word as never);
  const those = (words: readonly string[]) =>
    scene.objects.filter((object) => words.every((word) => has(object, word)));
  const only = (words: readonly string[]) => {
    const found = those(words);
    expect(found, question.join(' ')).toHaveLength(1);
    return found[0];
  };
  expect(question[0]).toBe('<ask>');
  expect(question.at(-1)).toBe('?');
  const [about, ...words] = question.slice(1, -1);
  expect(words.length).toBeGreaterThan(0);
  if (about === 'exist') {
    return those(words).length > 0 ? 'yes' : 'no';
  }
  if (about === 'count') {
    return String(those(words).length);
  }
  const type = about as 'size' | 'color' | 'material' | 'shape';
  const between = words.indexOf(';');
  if (between < 0) {
    return only(words)[type];
  }
  const [one, other] = [only(words.slice(0, between)), only(words.slice(between + 1))];
  expect(one).not.toBe(other);
  return one[type] === other[type] ? 'yes' : 'no';
}

describe('questions', () => {
  it.each(['exist', 'count', 'query', 'compare'] as const)('%s: the answer is that of the scene', (skill) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = RandomStream.of(seed, skill);
        const scene = sampleScene(random);
        const { question, answer } = perceptionQuestion(scene, skill, random);
        expect(answer.map(tokenWord)).toEqual([answerOf(scene, question.map(tokenWord))]);
      }),
      { numRuns: 80 },
    );
  });

  it('a caption names every object once, from left to right', () => {
    const random = RandomStream.of(1, 'caption');
    for (let i = 0; i < 20; i++) {
      const scene = sampleScene(random);
      const { question, answer } = perceptionQuestion(scene, 'caption', random);
      expect(question.map(tokenWord)).toEqual(['<scene>']);
      const told = answer.slice(0, -1).map(tokenWord).join(' ').split(' ;').slice(0, -1);
      const objects = [...scene.objects].sort((a, b) => a.pixel_coords[0] - b.pixel_coords[0]);
      expect(told.map((words) => words.trim())).toEqual(
        objects.map(({ size, color, material, shape }) => `${size} ${color} ${material} ${shape}`),
      );
    }
  });

  it('asks what exists as often as what does not, and seldom falls back on another skill', () => {
    const random = RandomStream.of(2, 'balance');
    const asked = (skill: PerceptionSkill) =>
      Array.from({ length: 300 }, () => perceptionQuestion(sampleScene(random), skill, random));
    const yes = asked('exist').filter(({ answer }) => tokenWord(answer[0]) === 'yes').length;
    expect(Math.abs(yes - 150)).toBeLessThan(35);
    for (const skill of ['query', 'compare'] as const) {
      expect(asked(skill).filter((question) => question.skill !== skill).length).toBeLessThan(30);
    }
  });
});

describe('training segments', () => {
  const fresh = new FreshPolicies(RandomStream.of(3, 'names'));

  it('questions about one picture share it and weigh their answers only', () => {
    const random = RandomStream.of(4, 'parts');
    const parts = perceptionSegments(randomPicture(random), 5, random, 7, PERCEPTIVE);
    expect(parts[0].weights.every((weight) => weight === 0)).toBe(true);
    expect(parts.slice(1).every(({ prefix }) => prefix === 7)).toBe(true);
    const [caption, ...questions] = parts.slice(1);
    expect(caption.weights).toEqual(caption.tokens.map((_, i) => (i === 0 ? 0 : 1)));
    for (const { tokens, weights } of questions) {
      expect(weights).toEqual(tokens.map((_, i) => (i === tokens.length - 1 ? PERCEPTIVE.answer : 0)));
    }
  });

  it.each([
    ['pictures', inContextSegments],
    ['words', textWalkSegments],
  ] as const)('walks about %s train the gold reasoning behind a policy without weight', (_, make) => {
    const random = RandomStream.of(5, 'walks');
    const policy = fresh.draw(3, random);
    for (const emphasis of [PLAIN, PERCEPTIVE]) {
      const [prefix, ...walks] = make(policy, 3, random, 0, emphasis);
      expect(prefix.tokens).toEqual(policyTokens(policy));
      expect(prefix.weights.every((weight) => weight === 0)).toBe(true);
      for (const { tokens, weights } of walks) {
        const first = weights.findIndex((weight) => weight > 0);
        const { reasoning, format } = parseResponse(tokens.slice(first));
        expect(format).toBe(1);
        weights.slice(first).forEach((weight, i) => {
          const verdict = ['yes', 'no'].includes(tokenWord(tokens[first + i]));
          expect(weight).toBe(verdict ? emphasis.verdict : 1);
        });
        if (!tokens.includes(IMAGE)) {
          const words = tokens
            .slice(1, first - 3)
            .map(tokenWord)
            .join(' ');
          const objects = words
            .split(' ;')
            .filter((object) => object !== '')
            .map((object) => {
              const [size, color, material, shape] = object.trim().split(' ');
              return { size, color, material, shape } as unknown as SceneObject;
            });
          expect(reasoning).toEqual(goldReasoning(policy, objects));
        }
      }
      expect(() => flatBatch([prefix, ...walks])).not.toThrow();
    }
  });

  it('a text walk as a test is the same prompt with the right answer', () => {
    const random = RandomStream.of(6, 'test');
    const { probes } = textWalkTest(random, 4);
    for (const { prompt, isRight } of probes) {
      expect(tokenWord(prompt.tokens[0])).toBe('<policy>');
      expect(prompt.images).toEqual([]);
      const cases = Array.from({ length: CASE_COUNT }, (_, number) => [caseToken(number), EOS]);
      expect(cases.filter((response) => isRight(response))).toHaveLength(1);
    }
  });

  it('fresh policies bear no name of a named policy and labels that do not give the tree away', () => {
    const random = RandomStream.of(7, 'fresh');
    const taken = new Set(
      [1, 2, 3, 4, 5, 6].flatMap((layers) => loadNamedPolicies(layers)).map(({ name }) => name.slice(3)),
    );
    const drawn = Array.from({ length: 60 }, () => fresh.draw(2, random));
    expect(drawn.filter(({ name }) => taken.has(name.slice(3)))).toEqual([]);
    const labels = new Set(
      drawn.map(({ root }) => (root.whenTrue.kind === 'decision' ? root.whenTrue.label : null)),
    );
    expect(labels.size).toBeGreaterThan(20);
  });
});

describe('patchContents', () => {
  it('names what covers the middle of a window', () => {
    const random = RandomStream.of(8, 'patches');
    for (let i = 0; i < 5; i++) {
      const scene = sampleScene(random);
      const ids = objectIds(scene, { width: 48, height: 48 });
      const labels = patchContents(scene);
      expect(labels).toHaveLength(36);
      labels.forEach((label, patch) => {
        const [left, top] = [(patch % 6) * 8, Math.floor(patch / 6) * 8];
        const cell = Array.from(
          { length: 64 },
          (_, k) => ids[(top + Math.floor(k / 8)) * 48 + left + (k % 8)],
        );
        const seen = scene.objects.map((_, id) => cell.filter((one) => one === id).length);
        if (label === 'nothing') {
          expect(Math.max(...seen)).toBe(0);
        } else if (label) {
          const covered = seen[scene.objects.indexOf(label as SceneObject)];
          expect(covered).toBe(Math.max(...seen));
          expect(covered).toBeGreaterThanOrEqual(19);
        }
      });
      expect(labels.filter((label) => label !== null && label !== 'nothing').length).toBeGreaterThan(2);
    }
  });
});

describe('replay', () => {
  it('makes valid batches of fresh policies and questions, whatever the count', () => {
    const replay = CLEVR_SKILLS.replay(RandomStream.of(2, 'names'));
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, count) => {
        const segments = replay(count, RandomStream.of(seed, 'replay'));
        const batch = flatBatch(segments);
        expect(batch.images).toHaveLength(count);
        expect(batch.lossRows.length).toBeGreaterThan(0);
        expect(segments.filter(({ prefix }) => prefix === null)).toHaveLength(count);
        for (const [index, { prefix }] of segments.entries()) {
          if (prefix !== null) {
            // Attention needs continuations behind their prefix without a gap.
            expect(segments.slice(prefix + 1, index).every((segment) => segment.prefix === prefix)).toBe(
              true,
            );
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});
