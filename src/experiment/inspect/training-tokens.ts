import { RandomStream } from '../../random/stream';
import type { SequencePart } from '../../sequence/flat-batch';
import { examplePrompt } from '../../sequence/prompt';
import { cotSftParts, vmCptParts } from '../../train/sequences';
import type { ExampleView } from '../record/run-record';
import type { SequenceSection, TrainingToken } from './inspection';
import { sectioned } from './sections';

/** The parts of a training sequence (P, I, Q, C, A), in the order in which the model reads them (method section 2). */
export const SECTIONS: readonly SequenceSection[] = ['policy', 'image', 'question', 'reasoning', 'answer'];

/**
 * The tokens of one training sequence with where they belong and what they weigh in the loss.
 *
 * @param promptLength tokens before the response, those of a policy included
 */
export function trainingTokens(parts: readonly SequencePart[], promptLength: number): TrainingToken[] {
  // The first token of a part is predicted from nothing (flatBatch).
  const weights = parts.flatMap((part) => part.weights.map((weight, i) => (i === 0 ? 0 : weight)));
  const tokens = parts.flatMap((part) => part.tokens);
  return sectioned(tokens, promptLength).map((token, i) => ({ ...token, weight: weights[i] }));
}

const SEQUENCES = { 'vm-cpt': vmCptParts, 'cot-sft': cotSftParts } as const;

/** The sequence that a supervised stage trains on for one example. */
export function exampleTokens(stage: keyof typeof SEQUENCES, view: ExampleView): TrainingToken[] {
  // Which tokens count does not depend on what the picture shows.
  const example = { ...view, rgb: new Uint8Array() };
  const parts = SEQUENCES[stage]([example], RandomStream.of(1, 'training tokens'));
  return trainingTokens(parts, examplePrompt(example, stage === 'vm-cpt').tokens.length);
}
