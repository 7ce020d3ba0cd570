import { imageTokens, policyTokens, queryTokens } from '../data/encode';
import { END_THINK, tokenText } from '../data/vocabulary';
import { RandomStream } from '../random/stream';
import { cotSftParts, vmCptParts } from '../train/sequences';
import type { ExampleView } from './run-record';

/** The parts of a training sequence (P, I, Q, C, A), in the order in which the model reads them (method section 2). */
export const TOKEN_SOURCES = ['policy', 'image', 'question', 'reasoning', 'answer'] as const;
export type TokenSource = (typeof TOKEN_SOURCES)[number];

export interface TrainingToken {
  readonly text: string;
  readonly source: TokenSource;
  /** Whether the loss counts it: the model is trained to predict it. */
  readonly counts: boolean;
}

const SEQUENCES = { 'vm-cpt': vmCptParts, 'cot-sft': cotSftParts } as const;

/** The sequence that a supervised stage trains on for one example, token by token, as the trainer builds it. */
export function trainingTokens(
  stage: keyof typeof SEQUENCES,
  { scene, policy, gold }: ExampleView,
): TrainingToken[] {
  // Which tokens count does not depend on what the picture shows.
  const example = { scene, policy, gold, rgb: new Uint8Array() };
  const parts = SEQUENCES[stage]([example], RandomStream.of(1, 'training tokens'));
  const sequence = parts.flatMap(({ tokens, weights }) =>
    tokens.map((id, i) => ({ id, weight: weights[i] })),
  );
  const policyEnd = stage === 'vm-cpt' ? policyTokens(policy).length : 0;
  const imageEnd = policyEnd + imageTokens().length;
  const questionEnd = imageEnd + queryTokens(policy).length;
  const reasoningEnd = sequence.findIndex(({ id }) => id === END_THINK);
  return sequence.map(({ id, weight }, i) => ({
    text: tokenText(id),
    source:
      i < policyEnd
        ? 'policy'
        : i < imageEnd
          ? 'image'
          : i < questionEnd
            ? 'question'
            : i <= reasoningEnd
              ? 'reasoning'
              : 'answer',
    counts: weight > 0,
  }));
}
