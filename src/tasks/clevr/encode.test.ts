import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { sampleScene } from '../../scene/sampler';
import { ATTRIBUTE_TYPES, ATTRIBUTE_VALUES } from '../../scene/scene-graph';
import {
  caseOf,
  EOS,
  labelOf,
  SYLLABLES,
  syllableToken,
  THINK,
  tokenId,
  tokenWord,
  VOCABULARY,
} from '../../sequence/vocabulary';
import { answerTokens, parseResponse, policyTokens, queryTokens, responseTokens } from './encode';
import { generatePolicy, relabelled } from './policy/generator';
import { nameSyllables, policyName, policyNames } from './policy/names';
import type { Policy } from './policy/policy-tree';
import { decisionNodes, goldReasoning } from './policy/walk';

const NAMES = policyNames(RandomStream.of(1, 'names'));

function randomPolicy(seed: number, layers: number): Policy {
  const random = RandomStream.of(seed, 'policy');
  const policy = generatePolicy(random, layers, policyName(layers, random.pick(NAMES)));
  return seed % 2 === 0 ? policy : relabelled(policy, random);
}

const policies = fc
  .tuple(fc.nat(), fc.integer({ min: 1, max: 6 }))
  .map(([seed, layers]) => randomPolicy(seed, layers));

const typeOf = (word: string) =>
  ATTRIBUTE_TYPES.find((type) => (ATTRIBUTE_VALUES[type] as readonly string[]).includes(word));

/** Reads a policy's words back, section by section, without the code under test. */
function sectionsOf(tokens: readonly number[]) {
  const words = tokens.map(tokenWord);
  const text = words.slice(3, -1).join(' ');
  return text
    .split('# ')
    .slice(1)
    .map((section) => {
      const [, label, attributes, whenTrue, whenFalse] =
        /^C(\d+) (.*) go (\S+) else (\S+) ?$/.exec(section) ?? [];
      const condition = Object.fromEntries(attributes.split(' ').map((word) => [typeOf(word), word]));
      return { label: Number(label), condition, whenTrue, whenFalse };
    });
}

describe('policy tokens', () => {
  it('hold the name and every condition, and nothing else', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const tokens = policyTokens(policy);
        expect(tokens.slice(0, 3).map(tokenWord)).toEqual(['<policy>', ...nameSyllables(policy.name)]);
        expect(tokenWord(tokens.at(-1) as number)).toBe('</policy>');
        const expected = decisionNodes(policy).map(({ label, condition, whenTrue, whenFalse }) => ({
          label,
          condition,
          whenTrue: whenTrue.kind === 'decision' ? `C${whenTrue.label}` : `Case${whenTrue.caseNumber}`,
          whenFalse: whenFalse.kind === 'decision' ? `C${whenFalse.label}` : `Case${whenFalse.caseNumber}`,
        }));
        expect(sectionsOf(tokens)).toEqual(expected);
        expect(queryTokens(policy).map(tokenWord)).toEqual(['<ask>', ...nameSyllables(policy.name)]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('responses', () => {
  it('are read back as they were written, over random policies and scenes', () => {
    fc.assert(
      fc.property(policies, fc.nat(), (policy, seed) => {
        const { objects } = sampleScene(RandomStream.of(seed, 'scene'));
        const gold = goldReasoning(policy, objects);
        const tokens = responseTokens(gold);
        expect(parseResponse(tokens)).toEqual({ reasoning: gold, format: 1 });
        expect(parseResponse(answerTokens(gold))).toEqual({
          reasoning: { steps: [], caseNumber: gold.caseNumber },
          format: 0,
        });
        for (let end = 0; end < tokens.length; end++) {
          const cut = parseResponse(tokens.slice(0, end));
          expect(cut.format).toBe(0);
          expect(gold.steps.slice(0, cut.reasoning.steps.length)).toEqual(cut.reasoning.steps);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never throw, whatever the tokens, and only one form is well formed', () => {
    const likely = fc.constantFrom(
      ...['<think>', '</think>', '<eos>', '?', 'yes', 'no', 'C1', 'Case5', 'cyan', 'small', 'cube'].map(
        tokenId,
      ),
    );
    const token = fc.oneof({ weight: 4, arbitrary: likely }, fc.integer({ min: -3, max: VOCABULARY + 3 }));
    fc.assert(
      fc.property(fc.array(token, { maxLength: 24 }), (tokens) => {
        const { reasoning, format } = parseResponse(tokens);
        const words = tokens.map(tokenWord);
        const wellFormed = /^<think> (?!.*<think>)(?:(?!<\/think>)\S+ )*<\/think> Case\d+ <eos>$/.test(
          words.join(' '),
        );
        expect(format).toBe(wellFormed ? 1 : 0);
        if (reasoning.caseNumber !== null) {
          expect(words).toContain(`Case${reasoning.caseNumber}`);
        }
        for (const { label } of reasoning.steps) {
          expect(words).toContain(`C${label}`);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('leave out steps that cannot be read, and keep the others', () => {
    const words = '<think> C1 cyan ? maybe C2 red ? yes C3 red no C4 ? no yes </think> Case7 <eos>'
      .replace('maybe', 'else')
      .split(' ');
    expect(parseResponse(words.map(tokenId)).reasoning).toEqual({
      steps: [
        { label: 2, condition: { color: 'red' }, verdict: true },
        { label: 4, condition: {}, verdict: false },
      ],
      caseNumber: 7,
    });
  });
});

describe('vocabulary', () => {
  it('is a multiple of 8; every word has one token, and the syllables "go" and "no" have their own', () => {
    expect(VOCABULARY % 8).toBe(0);
    const words = Array.from({ length: VOCABULARY }, (_, id) => tokenWord(id)).filter(
      (word) => word !== '<pad>',
    );
    expect(words.length + 1).toBeGreaterThan(VOCABULARY - 8);
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual(['go', 'no']);
    const syllables: readonly string[] = SYLLABLES;
    for (const word of words.filter((word) => !syllables.includes(word))) {
      expect(tokenWord(tokenId(word))).toBe(word);
    }
    for (const syllable of SYLLABLES) {
      expect(tokenWord(syllableToken(syllable))).toBe(syllable);
    }
    expect(syllableToken('go')).not.toBe(tokenId('go'));
    expect(() => tokenId('tesseract')).toThrow('"tesseract" is not in the vocabulary.');
  });

  it('knows labels and cases from all other words', () => {
    for (let id = 0; id < VOCABULARY; id++) {
      const word = tokenWord(id);
      expect(labelOf(id)).toBe(/^C\d+$/.test(word) ? Number(word.slice(1)) : null);
      expect(caseOf(id)).toBe(/^Case\d+$/.test(word) ? Number(word.slice(4)) : null);
    }
    expect([THINK, EOS].map(tokenWord)).toEqual(['<think>', '<eos>']);
  });
});
