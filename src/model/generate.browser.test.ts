import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { flatBatch, plainImage, weighedFrom } from '../sequence/flat-batch';
import type { Passage } from '../sequence/passage';
import { imageTokens, joined } from '../sequence/passage';
import { EOS } from '../sequence/vocabulary';
import { policyTokens, queryTokens } from '../tasks/clevr/encode';
import { FreshPolicies } from '../tasks/clevr/fresh-policies';
import { randomPicture } from '../tasks/clevr/perception';
import '../kernels/testing/allclose';
import { gpuErrors, switchTo } from '../kernels/testing/backends';
import { RandomStream } from '../random/stream';
import { generate, generateTogether } from './generate';
import { recomputedTokens } from './generate.reference';
import { logProbs } from './log-probs';
import type { Response } from './sampling';
import { disposeModel, hastyModel } from './testing/tiny-model';

/** Prompts of several lengths: a picture with a policy, a picture alone, words alone. */
function somePrompts(): Passage[] {
  const random = RandomStream.of(6, 'prompts');
  const fresh = new FreshPolicies(random);
  const policy = fresh.draw(1, random);
  const shown = () => {
    const { picture } = randomPicture(random);
    return { tokens: imageTokens(picture), images: [picture] };
  };
  const query = queryTokens(policy);
  return [
    joined({ tokens: policyTokens(policy), images: [] }, shown(), { tokens: query, images: [] }),
    joined(shown(), { tokens: query, images: [] }),
    { tokens: query, images: [] },
  ];
}

const MOST = 10;
const options = (responses: number, temperature: number) => ({
  responses,
  maxNewTokens: MOST,
  temperature,
  random: RandomStream.of(1, 'sampling'),
});
const tokensOf = (responses: readonly Response[]) =>
  responses.map(({ prompt, tokens }) => ({ prompt, tokens }));

describe.each(['wasm', 'webgpu'] as const)('generation on %s', (backend) => {
  it.each([
    [1, 0],
    [1, 1],
    [3, 1],
    [4, 0.7],
  ])('with a cache is generation without: %i responses at temperature %d', async (responses, temperature) => {
    await switchTo(backend);
    const model = hastyModel();
    const prompts = somePrompts();
    const before = memory().numTensors;
    const cached = await generate(model, prompts, options(responses, temperature));
    expect(memory().numTensors).toBe(before);
    const recomputed = await recomputedTokens(model, prompts, options(responses, temperature));
    expect(memory().numTensors).toBe(before);
    expect(tokensOf(cached)).toEqual(tokensOf(recomputed));
    cached.forEach(({ logps }, i) => {
      expect(logps).toBeAllclose(recomputed[i].logps, { relative: 1e-3, absolute: 1e-3 });
    });
    for (const { tokens } of cached) {
      expect(tokens.indexOf(EOS)).toBe(tokens.at(-1) === EOS ? tokens.length - 1 : -1);
      expect(tokens.at(-1) === EOS || tokens.length === MOST).toBe(true);
    }
    disposeModel(model);
    expect(gpuErrors).toEqual([]);
  });

  it('some responses end early and the others go on', async () => {
    await switchTo(backend);
    const model = hastyModel();
    const heard: number[][] = Array.from({ length: 12 }, () => []);
    const onToken = (response: number, token: number) => heard[response].push(token);
    const sampled = await generate(model, somePrompts(), { ...options(4, 1), onToken });
    const lengths = new Set(sampled.map(({ tokens }) => tokens.length));
    expect(Math.min(...lengths)).toBeLessThan(MOST);
    expect(lengths.size).toBeGreaterThan(2);
    expect(heard).toEqual(sampled.map(({ tokens }) => tokens));
    disposeModel(model);
  });

  it('answers a prompt greedily the same whatever other prompts there are', async () => {
    await switchTo(backend);
    const model = hastyModel();
    const prompts = somePrompts();
    const together = await generate(model, prompts, options(1, 0));
    for (const [i, prompt] of prompts.entries()) {
      const [alone] = await generate(model, [prompt], options(1, 0));
      expect(alone.tokens).toEqual(together[i].tokens);
    }
    disposeModel(model);
  });

  it('gives each of several requests what it gets alone, openings and pictures shared', async () => {
    await switchTo(backend);
    const model = hastyModel();
    const [whole, short] = somePrompts();
    // The first prompt is a policy, then what the second is.
    const opening = { tokens: whole.tokens.slice(0, -short.tokens.length), images: [] };
    const aware = ({ tokens, images }: Passage) => ({ ...joined(opening, { tokens, images }), opening });
    const [, other] = somePrompts();
    const prompts = [short, { ...other, tokens: other.tokens.slice(0, -1) }];
    const requests = () => [
      { prompts, responses: 3, random: RandomStream.of(1, 'own') },
      { prompts: [...prompts.map(aware), aware(short)], responses: 5, random: RandomStream.of(1, 'aware') },
    ];
    const before = memory().numTensors;
    const together = await generateTogether(model, requests(), { maxNewTokens: MOST, temperature: 1 });
    expect(memory().numTensors).toBe(before);
    for (const [i, { prompts: some, responses, random }] of requests().entries()) {
      const plain = some.map(({ tokens, images }) => ({ tokens, images }));
      const alone = await generate(model, plain, { ...options(responses, 1), random });
      expect(tokensOf(together[i])).toEqual(tokensOf(alone));
      for (const [response, { logps }] of together[i].entries()) {
        // On wasm to the bit.
        const tolerance = backend === 'wasm' ? 0 : 1e-4;
        expect(logps).toBeAllclose(alone[response].logps, { relative: tolerance, absolute: tolerance });
      }
      const recomputed = await recomputedTokens(model, plain, {
        ...options(responses, 1),
        random: requests()[i].random,
      });
      expect(tokensOf(together[i])).toEqual(tokensOf(recomputed));
    }
    disposeModel(model);
    expect(gpuErrors).toEqual([]);
  });

  it('tells the log-probabilities that the training pass computes', async () => {
    await switchTo(backend);
    const model = hastyModel();
    const prompts = somePrompts();
    const sampled = await generate(model, prompts, options(3, 1));
    const parts = sampled.map(({ prompt, tokens }) => {
      const { tokens: before, images } = prompts[prompt];
      return weighedFrom(before.length, [...before, ...tokens], { images: images.map(plainImage) });
    });
    const { logp } = await logProbs(model, flatBatch(parts));
    expect(sampled.flatMap(({ logps }) => logps)).toBeAllclose(logp, { relative: 1e-3, absolute: 1e-3 });
    disposeModel(model);
  });
});
