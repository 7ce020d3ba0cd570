import { RandomStream } from '../../random/stream';
import type { Segment } from '../../sequence/flat-batch';
import { taskOfView } from '../../tasks/registry';
import { type Example, promptOf, type Task } from '../../tasks/task';
import { cotSftSegments, vmCptSegments } from '../../train/sequences';
import type { ExampleView } from '../record/run-record';
import type { SequenceSection, TrainingToken } from './inspection';
import { sectioned } from './sections';

/** The parts of a training sequence (P, I, Q, C, A), in the order in which the model reads them (method section 2). */
export const SECTIONS: readonly SequenceSection[] = ['policy', 'image', 'question', 'reasoning', 'answer'];

/**
 * The tokens of one training sequence with where they belong and what they weigh in the loss.
 *
 * @param withPolicy whether the example's policy stands in front
 */
export function trainingTokens(
  task: Task,
  segments: readonly Segment[],
  example: Example,
  withPolicy: boolean,
): TrainingToken[] {
  // The first token of a segment is predicted from nothing (flatBatch).
  const weights = segments.flatMap((segment) => segment.weights.map((weight, i) => (i === 0 ? 0 : weight)));
  const tokens = segments.flatMap((segment) => segment.tokens);
  const prompt = promptOf(example, withPolicy);
  const lengths = {
    policy: withPolicy ? example.policy.passage.tokens.length : 0,
    prompt: prompt.tokens.length,
  };
  return sectioned(task, tokens, prompt.images, lengths).map((token, i) => ({
    ...token,
    weight: weights[i],
  }));
}

const SEQUENCES = { 'vm-cpt': vmCptSegments, 'cot-sft': cotSftSegments } as const;

/** The sequence that a supervised stage trains on for one example. */
export function exampleTokens(stage: keyof typeof SEQUENCES, view: ExampleView): TrainingToken[] {
  const task = taskOfView(view);
  const example = task.example(view);
  const segments = SEQUENCES[stage]([example], RandomStream.of(1, 'training tokens'));
  return trainingTokens(task, segments, example, stage === 'vm-cpt');
}
