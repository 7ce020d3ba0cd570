import { describe, expect, it } from 'vitest';
import type { TrainingToken } from '../../../experiment/inspect/inspection';
import { runRecordOf, someExamples } from '../../../experiment/testing/records';
import { IMAGE_SIZE, UNCHANGED } from '../../../sequence/image';
import { modelPicture } from '../../../tasks/clevr/example';
import { meanLoss, sectionRuns, sequenceChoice, sequenceCount, trainedRollouts } from './sequences';
import { augmentationInWords, trainingPixels } from './training-pixels';

const [{ scene }] = someExamples(1);
const picture = modelPicture(scene);

describe('the training picture', () => {
  it('is the picture of the model, pixel by pixel', () => {
    const { rgb } = picture;
    const rgba = trainingPixels(picture, UNCHANGED);
    for (let pixel = 0; pixel < IMAGE_SIZE * IMAGE_SIZE; pixel++) {
      expect([...rgba.subarray(4 * pixel, 4 * pixel + 4)]).toEqual([
        ...rgb.subarray(3 * pixel, 3 * pixel + 3),
        255,
      ]);
    }
  });

  it('is augmented as the sequence is, and says how', () => {
    const mirrored = { ...UNCHANGED, mirrored: true };
    const [plain, turned] = [UNCHANGED, mirrored].map((augmentation) =>
      trainingPixels(picture, augmentation),
    );
    const row = (pixels: Uint8ClampedArray, x: number) => pixels[4 * (20 * IMAGE_SIZE + x)];
    for (const x of [0, 7, 30]) expect(row(turned, x)).toBe(row(plain, IMAGE_SIZE - 1 - x));
    expect(augmentationInWords(UNCHANGED)).toBeNull();
    expect(augmentationInWords({ mirrored: true, dx: -1, dy: 2, brightness: 0.96 })).toBe(
      'mirrored, moved by 1 and 2 pixels, 4 % darker',
    );
  });
});

describe('the sequences of a stage', () => {
  const record = runRecordOf({ seed: 1, accuracy: 0.5, examples: someExamples(2) });
  const rollouts = trainedRollouts(record.rollouts);

  it('are those of all its updates; in RL the rollouts that trained, the newest first', () => {
    const { config } = record;
    expect(sequenceCount(config, 'vm-cpt', rollouts)).toBe(config.vmCpt.steps * config.vmCpt.batch);
    expect(sequenceCount(config, 'base', rollouts)).toBe(0);
    expect(rollouts.map(({ step }) => step)).toEqual([1, 1, 0, 0]);
    const dropped = record.rollouts.map((step) => ({
      ...step,
      groups: step.groups.map((group) => ({ ...group, dropped: 'all wrong' as const })),
    }));
    expect(trainedRollouts(dropped)).toEqual([]);
    expect(sequenceChoice(config, 'rl', 0, [])).toBeNull();
    expect(sequenceChoice(config, 'rl', 0, rollouts)).toMatchObject({
      of: 'rollout',
      response: ['<think>', '<eos>'],
    });
  });

  it('are drawn section by section, with the mean over what carries loss', () => {
    const token = (section: TrainingToken['section']): TrainingToken => ({ text: 'x', section, weight: 1 });
    const runs = sectionRuns([token('image'), token('image'), token('question'), token('answer')]);
    expect(runs.map(({ section, first, tokens }) => [section, first, tokens.length])).toEqual([
      ['image', 0, 2],
      ['question', 2, 1],
      ['answer', 3, 1],
    ]);
    expect(meanLoss(runs[0], [null, null, 2, 4])).toBeNull();
    expect(meanLoss({ first: 1, tokens: runs[0].tokens }, [9, null, 2, 4])).toBe(2);
  });
});
