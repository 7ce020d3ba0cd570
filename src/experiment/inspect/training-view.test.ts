import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { EVERYTHING } from '../../model/parameters';
import { disposeModel, tinyModel } from '../../model/testing/tiny-model';
import { flatBatch } from '../../sequence/flat-batch';
import { tokenText } from '../../sequence/vocabulary';
import type { ClevrView } from '../../tasks/clevr/clevr-policy-t';
import { policyTokens, queryTokens, responseTokens } from '../../tasks/clevr/encode';
import { GTA_POLICY } from '../../tasks/gta/gta-policy';
import { languageLoss } from '../../train/language-loss';
import type { ExperimentConfig } from '../plan/config';
import { findPreset, type Preset, presetConfig } from '../plan/presets';
import { supervisedOptions } from '../plan/supervised-options';
import { experimentData, stageExamples } from '../run/dataset';
import { someExamples } from '../testing/records';
import type { SequenceSection, TrainingSequenceView } from './inspection';
import { tokenLosses, trainingSequence } from './training-view';

// The cpu backend is slow where other work has the machine.
vi.setConfig({ testTimeout: 30_000 });

beforeAll(() => setBackend('cpu'));

const config: ExperimentConfig = presetConfig(findPreset('micro') as Preset, 'trimpi-poro-dapo', 1);

const textsOf = ({ tokens }: Pick<TrainingSequenceView, 'tokens'>, ...sections: SequenceSection[]) =>
  tokens.filter(({ section }) => sections.includes(section)).map(({ text }) => text);
const trained = ({ tokens }: Pick<TrainingSequenceView, 'tokens'>) =>
  tokens.filter(({ weight }) => weight > 0);

describe('the training sequence', () => {
  it('of VM-CPT is policy, image, question, reasoning, answer, with loss on every word but the first', () => {
    const { view } = trainingSequence({ of: 'supervised', config, stage: 'vm-cpt', index: 3 });
    const { policy, gold } = view.example as ClevrView;
    expect(textsOf(view, 'policy')).toEqual(policyTokens(policy).map(tokenText));
    expect(textsOf(view, 'image')).toHaveLength(36);
    expect(textsOf(view, 'question')).toEqual(queryTokens(policy).map(tokenText));
    expect(textsOf(view, 'reasoning', 'answer')).toEqual(responseTokens(gold).map(tokenText));
    view.tokens.forEach(({ section, weight }, i) => {
      const expected = i === 0 || section === 'image' ? 0 : section === 'policy' ? view.sharing : 1;
      expect(weight).toBe(expected);
    });
    expect(view.update).toBe(0);
  });

  it.each(['cot-sft', 'direct-sft'] as const)('of %s has loss on the response alone', (stage) => {
    const { view } = trainingSequence({ of: 'supervised', config, stage, index: 0 });
    expect(textsOf(view, 'policy')).toEqual([]);
    const response = stage === 'cot-sft' ? ['reasoning', 'answer'] : ['answer'];
    expect(new Set(trained(view).map(({ section }) => section))).toEqual(new Set(response));
    expect(trained(view)).toHaveLength(textsOf(view, 'reasoning', 'answer').length);
  });

  it('is another for every number, through all updates, and the same when asked again', () => {
    const { batch } = config.vmCpt;
    const all = [0, 1, batch, batch + 1].map((index) => {
      const choice = { of: 'supervised', config, stage: 'vm-cpt', index } as const;
      expect(trainingSequence(choice).view).toEqual(trainingSequence(choice).view);
      return trainingSequence(choice).view;
    });
    expect(all.map(({ update }) => update)).toEqual([0, 0, 1, 1]);
    expect(
      new Set(all.map(({ example, augmentations }) => JSON.stringify([example, augmentations]))).size,
    ).toBe(4);
  });

  it.each(['vm-cpt', 'cot-sft', 'direct-sft'] as const)('of GTAPolicy needs no picture: %s', (stage) => {
    const tools = presetConfig(findPreset('gta-micro') as Preset, 'trimpi-poro-dapo', 1);
    const { batch } = supervisedOptions(tools, stage);
    const pictures = Array.from({ length: 4 * batch }, (_, index) => {
      const { view, segments } = trainingSequence({ of: 'supervised', config: tools, stage, index });
      const { policy, prompt, answer, reasoning } = GTA_POLICY.example(view.example);
      expect(segments.flatMap(({ tokens }) => tokens)).toEqual([
        ...(stage === 'vm-cpt' ? policy.passage.tokens : []),
        ...prompt.tokens,
        ...(stage === 'direct-sft' ? [] : reasoning),
        ...answer,
      ]);
      expect(view.augmentations).toHaveLength(prompt.images.length);
      return prompt.images.length;
    });
    expect(pictures).toContain(0);
    expect(Math.max(...pictures)).toBeGreaterThan(0);
  });

  it('comes from the very images of the run', () => {
    const data = experimentData(config);
    expect(stageExamples(config, 'vm-cpt')).toBe(data.cot);
    expect(stageExamples(config, 'direct-sft')).toBe(data.pool);
    const other = stageExamples({ ...config, seed: 2 }, 'vm-cpt');
    const pictured = (examples: typeof data.cot) => examples[0].prompt.images[0].rgb;
    expect(pictured(other)).not.toEqual(pictured(data.cot));
    expect(pictured(stageExamples(config, 'vm-cpt'))).toEqual(pictured(data.cot));
  });

  it('of RL is a sampled response behind the prompt without the policy, and only it carries the objective', () => {
    const [example] = someExamples(1, 2);
    const response = responseTokens(example.gold).map(tokenText);
    const { view } = trainingSequence({ of: 'rollout', example, response });
    expect(view.tokens.slice(-response.length).map(({ text }) => text)).toEqual(response);
    expect(view.tokens.map(({ weight }) => weight)).toEqual([
      ...Array(view.tokens.length - response.length).fill(0),
      ...response.map(() => 1),
    ]);
    const aware = trainingSequence({ of: 'rollout', example, response, policyInPrompt: true }).view.tokens;
    const policy = aware.filter(({ section }) => section === 'policy');
    expect(aware.map(({ text }) => text)).toEqual([...policy, ...view.tokens].map(({ text }) => text));
    expect(policy.length).toBeGreaterThan(20);
    expect(() => trainingSequence({ of: 'rollout', example, response: ['no such token'] })).toThrow(
      'there is no token "no such token"',
    );
  });

  it('has losses whose weighted mean is the loss that trains', async () => {
    const model = tinyModel();
    const { view, segments } = trainingSequence({ of: 'supervised', config, stage: 'vm-cpt', index: 0 });
    const losses = await tokenLosses(model, segments);
    expect(losses.map((loss) => loss !== null)).toEqual(view.tokens.map(({ weight }) => weight > 0));
    const total = view.tokens.reduce((sum, { weight }) => sum + weight, 0);
    const mean =
      losses.reduce<number>((sum, loss, i) => sum + (loss ?? 0) * view.tokens[i].weight, 0) / total;
    const loss = languageLoss(model, flatBatch(segments), EVERYTHING);
    expect(mean).toBeCloseTo((await loss.data())[0], 4);
    loss.dispose();
    disposeModel(model);
  });
});
