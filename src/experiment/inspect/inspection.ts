import type { Augmentation } from '../../sequence/image';
import type { ExperimentConfig } from '../plan/config';
import type { SupervisedStage } from '../plan/methods';
import type { ExampleView, ResponseView } from '../record/run-record';

/** What the inspector looks at beyond a record: plain values, computed in the trainer when somebody asks. */

/** Where a token of a sequence belongs: P (its pictures P_I included), I, Q, C or A of the paper. */
export type SequenceSection = 'policy' | 'image' | 'question' | 'reasoning' | 'answer';

export interface SectionedToken {
  readonly text: string;
  readonly section: SequenceSection;
  /**
   * For a visual token: which picture of the sequence it is part of, counted from 0 in the order of reading, those of the policy
   * included.
   */
  readonly picture?: number;
}

/** What the model attended to while it answered one example. */
export interface AttentionView {
  /** The model's answer, whose tokens asked. */
  readonly response: ResponseView;
  /** What could be attended to: the prompt, then the response without its last token. */
  readonly keys: readonly SectionedToken[];
  readonly layers: number;
  readonly heads: number;
  /**
   * [layers, heads, response tokens, keys]: how much of each key the position read that predicted the token. Sums to 1
   * over the keys; 0 for those that stand behind the position.
   */
  readonly shares: Float32Array;
}

/** Which training sequence to look at. */
export type SequenceChoice =
  | {
      readonly of: 'supervised';
      readonly config: ExperimentConfig;
      readonly stage: SupervisedStage;
      /** Counted from 0 through the updates of the stage. */
      readonly index: number;
    }
  /** A response, sampled or rewritten, re-attached to the prompt that RL trains it under. */
  | {
      readonly of: 'rollout';
      readonly example: ExampleView;
      readonly response: readonly string[];
      /** With it the response stands behind the prompt that policy-aware ones are sampled under, which nothing trains. */
      readonly policyInPrompt?: boolean;
    };

export interface TrainingToken extends SectionedToken {
  /** Weight of the token's own prediction in the loss; 0: masked, or nothing stands before it. */
  readonly weight: number;
}

/** A training sequence as the trainer builds it. */
export interface TrainingSequenceView {
  readonly example: ExampleView;
  /** Of each picture of the question, in the order of reading. */
  readonly augmentations: readonly Augmentation[];
  /** Update that it is part of, counted from 0; null for a rollout. */
  readonly update: number | null;
  /** Sequences of that update that share these policy tokens, computed once. */
  readonly sharing: number;
  readonly tokens: readonly TrainingToken[];
  /** For each model asked: -log p of every token that carries loss, nats; null for the others. */
  readonly losses: readonly (readonly (number | null)[])[];
}
