import { describe, expect, it, vi } from 'vitest';
import { PRESETS, presetConfig } from '../../../../experiment/plan/presets';
import { RandomStream } from '../../../../random/stream';
import { sampleScene } from '../../../../scene/sampler';
import { experimentPolicies } from '../../../../tasks/clevr/clevr-policy-t';
import { goldReasoning } from '../../../../tasks/clevr/policy/walk';
import { clevrOf } from '../clevr-view';
import { fileQuestions, keptQuestions, MOST_QUESTIONS, MOST_SCENES } from './set-questions';

const random = RandomStream.of(1);
const scenes = Array.from({ length: 3 }, () => sampleScene(random));
const [few, many] = [2, 8].map((policies) => {
  const config = presetConfig(PRESETS[0], 'cot-sft', 1);
  return experimentPolicies({ ...config, dataset: { ...config.dataset, policies } });
});

describe('questions about kept scenes', () => {
  it('are every scene under every policy that the run taught, with what is right', () => {
    const asked = keptQuestions(scenes, few);
    if (!asked.ok) throw new Error(asked.message);
    expect(asked.questions).toHaveLength(6);
    expect(new Set(asked.questions.map(({ policy }) => policy))).toEqual(
      new Set(few.map(({ name }) => name)),
    );
    for (const { example, right, index } of asked.questions) {
      const { scene, policy, gold } = clevrOf(example);
      expect(scene).toBe(scenes[index]);
      expect(gold).toEqual(goldReasoning(policy, scene.objects));
      expect(right).toBe(String(gold.caseNumber));
    }
    expect(asked).toMatchObject({ source: { title: 'My scenes', count: 3 }, note: '' });
  });

  it('are no more than there is room for, and that is said', () => {
    const lots = Array.from({ length: 40 }, () => scenes[0]);
    const asked = keptQuestions(lots, many);
    expect(asked.ok && asked.questions.length).toBe(MOST_QUESTIONS);
    expect(asked.ok && asked.note).toBe(
      'The last 8 are not asked: there is room for 32 scenes with each of the 8 policies.',
    );
  });

  it('need a scene', () => {
    expect(keptQuestions([], few)).toMatchObject({
      ok: false,
      message: expect.stringContaining('No scene is kept yet'),
    });
  });
});

describe('questions about a file', () => {
  const file = { name: 'CLEVR_val_scenes.json', count: 3, index: 0 };
  const choose = vi.fn(async () => ({
    ok: true as const,
    questions: [{ index: 2, name: 'Scene 2', scene: scenes[2], policy: 1 }],
    note: 'Three scenes.',
    sha256: 'ab',
  }));

  it('name the file, its digest and the place of each scene', async () => {
    const asked = await fileQuestions(file, choose, few);
    expect(choose).toHaveBeenLastCalledWith(few, MOST_QUESTIONS / 2);
    expect(asked).toMatchObject({
      source: { title: file.name, count: 3, sha256: 'ab' },
      note: 'Three scenes.',
      questions: [{ name: 'Scene 2', index: 2, policy: few[1].name }],
    });
    const large = await fileQuestions({ ...file, count: 1000 }, choose, few);
    expect(large).toMatchObject({
      note: 'Three scenes. Asked: 128 scenes at most for each of the 2 policies, the cases as even as the scenes allow.',
    });
  });

  it.each([
    [
      'too large',
      { ...file, count: MOST_SCENES + 1 },
      /has 20,001 scenes; an evaluation looks through 20,000 at most/,
    ],
    ['closed', null, /No file of scenes is open/],
  ])('are refused with a sentence where it is %s', async (_, given, sentence) => {
    choose.mockClear();
    const asked = await fileQuestions(given, choose, few);
    expect(!asked.ok && asked.message).toMatch(sentence);
    expect(choose).not.toHaveBeenCalled();
  });

  it('are refused with the sentence of whoever reads it', async () => {
    const message = 'The close-up camera shows no object of any scene in the file whole.';
    const asked = await fileQuestions(file, async () => ({ ok: false, message }), few);
    expect(asked).toEqual({ ok: false, message: `${file.name}: ${message}` });
  });
});
