import type { Efficiency } from '../../evaluate/efficiency';
import type { PartProportions } from '../../evaluate/end-task';
import type { BaseSkills } from '../../evaluate/forgetting';
import type { Proportion } from '../../evaluate/proportion';
import type { BlindWalk, Referral } from '../../evaluate/referral';
import type { BaselineName, Departure, ErrorClass, ExampleView, Reading, ScoreParts } from '../../tasks/task';
import type { GateMeans } from '../../train/rollout-group';
import type { ExperimentConfig } from '../plan/config';
import type { StageName } from '../plan/methods';
import type { EvaluatedAnswers } from './answer-rows';
import type { Questions } from './questions';

export type {
  BaseSkills,
  BlindWalk,
  Departure,
  Efficiency,
  ExampleView,
  GateMeans,
  PartProportions,
  Proportion,
  Referral,
  ScoreParts,
};

/** Everything a screen needs to show a run; plain JSON. */
export interface RunRecord {
  readonly version: 1;
  readonly id: string;
  readonly title: string;
  readonly config: ExperimentConfig;
  readonly provenance: Provenance;
  readonly stages: readonly StageRecord[];
  /** What the evaluations asked; absent in records of before every answer was kept, and in those that are published. */
  readonly questions?: Questions;
  /** RL rollouts kept for the Rollouts screen and the inspector (a sample of all). */
  readonly rollouts: readonly RolloutStepRecord[];
  /** Why stages of the run ended before their last step, in sentences; null when none did. */
  readonly stoppedEarly: string | null;
}

export interface Provenance {
  /** Commit or content hash of the code that ran. */
  readonly build: string;
  /** ISO date. */
  readonly date: string;
  readonly backend: 'webgpu' | 'wasm' | 'cpu';
  readonly device: string;
}

export interface StageRecord {
  readonly stage: StageName;
  /** One point per optimizer step (RL: per rollout step). */
  readonly curve: readonly MetricPoint[];
  readonly evaluation: StageEvaluation | null;
  readonly seconds: number;
  /** Why the stage ended before its last step, as a sentence; absent when it did not. */
  readonly endedEarly?: string;
  /** What went wrong with the training, in sentences; absent when nothing did. */
  readonly collapse?: string;
}

/** Metrics of one step by their TRL / EasyR1 names (method 2.5), e.g. { step: 3, loss: 1.2, lr: 0.001 }. */
export interface MetricPoint {
  readonly step: number;
  readonly [metric: string]: number;
}

export interface StageEvaluation {
  /** Accuracy without the policy in the prompt (evaluation 1); null for the base, which cannot know the policy. */
  readonly endTask: Proportion | null;
  /** Of it, accuracy on cases that the CoT set does not show; null where it shows all, and in records of before it was measured. */
  readonly unshown: Proportion | null;
  /** Accuracy with the policy put (back) in the prompt (evaluation 2). */
  readonly inContext: Proportion;
  /** Accuracy when NEW content stands under the policy's name in the prompt (evaluation 3). */
  readonly override: Proportion;
  /** Always answering each new content's most frequent case; null in records of before it was measured. */
  readonly overrideMajority: Proportion | null;
  /** Under what the paper changes in its override; absent where that is what `override` measures. */
  readonly paperOverride?: {
    readonly accuracy: Proportion;
    /** Null where no example tells the new content from the old. */
    readonly parts: PartProportions | null;
  };
  /** What those three accuracies are means of; absent in tasks without partial credit. */
  readonly parts?: {
    /** Null for the base, as its accuracy without the policy. */
    readonly endTask: PartProportions | null;
    readonly inContext: PartProportions;
    /** Null where no example tells the new content from the old. */
    readonly override: PartProportions | null;
  };
  /** Judgement of the reasoning without the policy in the prompt (evaluations 4 and 5); null where there is none. */
  readonly referral: Referral | null;
  readonly branchingError: number | null;
  /** Both for who knows the policies by heart and does not look; null in records of before it was measured. */
  readonly blind: BlindWalk | null;
  /** What is left of the base's skills (evaluation 6). */
  readonly baseSkills: BaseSkills;
  /** Always giving the most frequent answer, scored as the model's answers are. */
  readonly majority: Proportion;
  /** Other ways to answer without the policy; absent in tasks without partial credit. */
  readonly baselines?: { readonly [B in BaselineName]: Proportion };
  readonly efficiency: Efficiency;
  /** Some of the answers, with the exact probabilities of their tokens. */
  readonly examples: readonly ExampleOutcome[];
  /** All of them, to the record's questions; absent where those are. */
  readonly answers?: EvaluatedAnswers;
}

/** One evaluated example, whole enough for the inspector. */
export interface ExampleOutcome {
  readonly example: ExampleView;
  readonly policyInPrompt: boolean;
  readonly response: ResponseView;
}

export interface ResponseView {
  readonly tokens: readonly TokenView[];
  /** What the task reads in it. */
  readonly reasoning: Reading;
  readonly correct: boolean;
  /** Partial credit; absent in tasks without. */
  readonly parts?: ScoreParts;
  /** Where the reasoning first left the gold path (method section 3, item 4). */
  readonly firstError: ErrorClass | null;
}

/** Whether a response reasons before it answers; Direct SFT's do not, and there is nothing in them to judge. */
export function reasons({ tokens }: Pick<ResponseView, 'tokens'>): boolean {
  return tokens[0]?.text === '<think>';
}

export interface TokenView {
  readonly text: string;
  readonly logp: number;
}

export interface RolloutStepRecord {
  readonly step: number;
  /** Some of the step's groups, those that train first, or all. */
  readonly groups: readonly RolloutGroup[];
  /** Groups that were sampled in the step; absent in records of before they were counted. */
  readonly sampled?: number;
  /** The updates of the step, over all its groups; absent in records of before they were kept. */
  readonly updates?: readonly StepUpdate[];
}

/** One update of an RL step. */
export interface StepUpdate {
  /** Groups that it trains on, in the order of the step. */
  readonly groups: number;
  /** Their response tokens: under the token mean each weighs one over them. */
  readonly tokens: number;
  /** Responses in them; absent where all groups are of the size that the configuration says, which a gate changes. */
  readonly responses?: number;
  /** Most tokens that a response may have, Dr. GRPO's divisor; absent in records of before it could be chosen. */
  readonly maxLength?: number;
}

export interface RolloutGroup {
  readonly example: ExampleView;
  /** Those that form the group. */
  readonly responses: readonly RolloutResponse[];
  /** What the gate compared: mean accuracies of no-policy and policy-aware responses; absent without a gate. */
  readonly gate?: GateMeans;
  /** Policy-aware responses that it left out: they have no advantage and train nothing; absent where there are none. */
  readonly leftOut?: readonly RolloutResponse[];
  /** Why dynamic sampling dropped the group, or null when it trained. */
  readonly dropped: 'all correct' | 'all wrong' | 'each source alike' | null;
}

export interface RolloutResponse {
  readonly source: 'no-policy' | 'policy-aware';
  readonly tokens: readonly TokenView[];
  readonly accuracy: number;
  /**
   * Where a policy-aware response departs from the policy in its prompt, and the accuracy that it would have had: 0 counts instead.
   * Absent where it does not, and where the method does not ask.
   */
  readonly unfaithful?: Departure & { readonly accuracy: number };
  readonly format: number;
  /** What accuracy is the mean of; absent in tasks without partial credit. */
  readonly parts?: ScoreParts;
  readonly reward: number;
  readonly advantage: number;
  /** log pi_old(o | Q, I), summed over the response; null when the group did not train. */
  readonly logp: number | null;
  /** log pi(o | Q, I, P), summed; only for policy-aware responses. */
  readonly logpWithPolicy: number | null;
}
