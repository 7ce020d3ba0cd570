import { type Answer, answers } from '../../evaluate/answers';
import { type Efficiency, efficiency } from '../../evaluate/efficiency';
import {
  accuracy,
  accuracyParts,
  baselineAccuracies,
  majorityAccuracy,
  unshownAccuracy,
} from '../../evaluate/end-task';
import { forgetting } from '../../evaluate/forgetting';
import { blindWalk, branchingError, referral, referring } from '../../evaluate/referral';
import type { Model } from '../../model/forward';
import { RandomStream } from '../../random/stream';
import type { Example, Task } from '../../tasks/task';
import type { StageName } from '../plan/methods';
import { answerRow } from '../record/answer-rows';
import { packQuestions, type Questions } from '../record/questions';
import type { StageEvaluation } from '../record/run-record';
import { outcome } from '../record/views';
import type { ExperimentData } from './dataset';

/** Examples kept for the inspector, spread over the policies. */
const KEPT_EXAMPLES = 8;

/** The questions of the policy override, the same for every stage of a run. */
function overridden(task: Task, examples: readonly Example[], seed: number): Example[] {
  return task.override(examples, RandomStream.of(seed, 'override'));
}

/** Tokens that the base skills take to measure, about. */
const SKILL_TOKENS = 5 * 128 * 80;

/** How much of an evaluation the three sets of answers are, by their tokens; the rest are the base's skills. */
function shareOfAnswers(examples: readonly Example[]): number {
  const [{ prompt, policy, reasoning, answer }] = examples;
  const asked = prompt.tokens.length + reasoning.length + answer.length;
  const tokens = examples.length * (3 * asked + 2 * policy.passage.tokens.length);
  return tokens / (tokens + SKILL_TOKENS);
}

/** What the evaluations of a run ask, for its record. */
export function questionsOf(task: Task, examples: readonly Example[], seed: number): Questions {
  return packQuestions(task, examples, overridden(task, examples, seed));
}

/**
 * All evaluations of a model after a stage, on unseen images.
 *
 * @param base the model before any stage, for what was forgotten
 * @param data the images to answer, and the CoT set, for the cases that it does not show
 * @param known what a prompt costs, where an earlier stage of the run has measured it: the network is the same
 * @param onProgress gets the share done, 0 to 1; may wait (pause) and may throw (stop)
 */
export async function evaluateStage(
  model: Model,
  base: Model,
  task: Task,
  stage: StageName,
  { evaluation: examples, cot }: Pick<ExperimentData, 'evaluation' | 'cot'>,
  seed: number,
  onProgress: (fraction: number) => Promise<void>,
  known: Efficiency | null = null,
): Promise<StageEvaluation> {
  const answering = shareOfAnswers(examples);
  /** Progress through one of three sets of answers. */
  const through = (set: number) => (share: number) => onProgress((answering * (set + share)) / 3);
  const internalized =
    stage === 'base' ? null : await answers(model, task, examples, false, undefined, through(0));
  const withPolicy = await answers(model, task, examples, true, undefined, through(1));
  const replaced = overridden(task, examples, seed);
  const toReplaced = await answers(model, task, replaced, true, undefined, through(2));
  const asInPaper = task.paperOverride && (await answers(model, task, task.paperOverride(examples), true));
  await onProgress(answering);
  // Direct SFT's responses hold no reasoning to judge.
  const judged = stage === 'direct-sft' ? null : internalized;
  const stride = Math.max(1, Math.floor(examples.length / KEPT_EXAMPLES));
  const kept = examples
    .map((_, i) => i)
    .filter((i) => i % stride === 0)
    .slice(0, KEPT_EXAMPLES);
  const rows = (given: readonly Answer[]) => given.map((answer) => answerRow(task, answer));
  const inContextParts = accuracyParts(withPolicy);
  const baselinesOf = (of: typeof examples) =>
    baselineAccuracies(task, of, RandomStream.of(seed, 'baselines'));
  const baselines = baselinesOf(examples);
  return {
    endTask: internalized && accuracy(internalized),
    unshown: internalized && unshownAccuracy(internalized, cot),
    inContext: accuracy(withPolicy),
    override: accuracy(toReplaced),
    overrideMajority: baselinesOf(replaced)?.majorityTool ?? majorityAccuracy(replaced),
    ...(asInPaper && { paperOverride: { accuracy: accuracy(asInPaper), parts: accuracyParts(asInPaper) } }),
    ...(inContextParts && {
      parts: {
        endTask: internalized && accuracyParts(internalized),
        inContext: inContextParts,
        override: accuracyParts(toReplaced),
      },
    }),
    referral: judged && referral(judged),
    branchingError: judged && branchingError(task, referring(judged)),
    blind: judged && blindWalk(task, examples, RandomStream.of(seed, 'blind')),
    majority: baselines?.majorityTool ?? majorityAccuracy(examples),
    ...(baselines && { baselines }),
    baseSkills: await forgetting(model, base, task, (share) =>
      onProgress(answering + (1 - answering) * share),
    ),
    efficiency: known ?? (await efficiency(model, examples)),
    examples: kept.flatMap((i) => [
      ...(internalized ? [outcome(task, internalized[i], false)] : []),
      outcome(task, withPolicy[i], true),
    ]),
    answers: {
      withoutPolicy: internalized && rows(internalized),
      withPolicy: rows(withPolicy),
      override: rows(toReplaced),
    },
  };
}
