import { type Answer, answers } from '../../evaluate/answers';
import type { Model } from '../../model/forward';
import { type Example, type ScoreParts, type Task, taskTokenText } from '../../tasks/task';
import { evenShares } from '../../train/even-shares';
import type { Group, ScoredRollout } from '../../train/rollout-group';
import {
  type ExampleOutcome,
  type GateMeans,
  type ResponseView,
  type RolloutGroup,
  type RolloutResponse,
  reasons,
  type StepUpdate,
  type TokenView,
} from './run-record';

/** From what the stages compute to what a record keeps: plain JSON. */

function tokenViews(task: Task, tokens: readonly number[], logps: readonly number[]): TokenView[] {
  return tokens.map((id, i) => ({ text: taskTokenText(task, id), logp: round(logps[i]) }));
}

export function responseView(task: Task, { tokens, logps, reading, score, judgement }: Answer): ResponseView {
  const view = {
    tokens: tokenViews(task, tokens, logps),
    reasoning: reading,
    correct: score.accuracy === 1,
    ...partsView(score.parts),
  };
  return { ...view, firstError: reasons(view) ? judgement.firstError : null };
}

function partsView(parts: ScoreParts | undefined): { readonly parts?: ScoreParts } {
  return parts ? { parts: { tool: round(parts.tool), arguments: round(parts.arguments) } } : {};
}

export function outcome(task: Task, answer: Answer, policyInPrompt: boolean): ExampleOutcome {
  return { example: task.view(answer.example), policyInPrompt, response: responseView(task, answer) };
}

export function rolloutGroup(task: Task, group: Group): RolloutGroup {
  return {
    example: task.view(group.example),
    dropped: group.dropped,
    responses: group.rollouts.map((rollout) => rolloutResponse(task, rollout)),
    ...(group.gate ? { gate: rounded(group.gate) } : {}),
    ...(group.leftOut.length > 0
      ? { leftOut: group.leftOut.map((rollout) => rolloutResponse(task, rollout)) }
      : {}),
  };
}

function rounded({ own, aware }: GateMeans): GateMeans {
  return { own: round(own), aware: aware === null ? null : round(aware) };
}

function rolloutResponse(task: Task, rollout: ScoredRollout): RolloutResponse {
  return {
    source: rollout.source,
    tokens: tokenViews(task, rollout.tokens, rollout.logps ?? rollout.samplerLogps),
    accuracy: rollout.reward.accuracy,
    ...(rollout.unfaithful ? { unfaithful: rollout.unfaithful } : {}),
    format: rollout.reward.format,
    ...partsView(rollout.reward.parts),
    reward: round(rollout.score),
    advantage: round(rollout.advantage),
    logp: rollout.logps ? round(total(rollout.logps)) : null,
    logpWithPolicy: rollout.source === 'policy-aware' ? round(total(rollout.samplerLogps)) : null,
  };
}

/**
 * The updates that the groups of a step are shared out over.
 *
 * @param maxLength most tokens that a response may have; absent where only what was sampled is known, as while a step is under way
 */
export function stepUpdates(
  groups: readonly Group[],
  updatesPerStep: number,
  maxLength?: number,
): StepUpdate[] {
  const trained = groups.filter(({ dropped }) => dropped === null);
  return evenShares(trained, updatesPerStep).map((share) => ({
    groups: share.length,
    tokens: total(share.flatMap(({ rollouts }) => rollouts.map(({ tokens }) => tokens.length))),
    // A gate makes groups of two sizes.
    ...(share.some(({ gate }) => gate)
      ? { responses: total(share.map(({ rollouts }) => rollouts.length)) }
      : {}),
    ...(maxLength === undefined ? {} : { maxLength }),
  }));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Records are read by people and sent as links: four digits after the point are enough. */
export function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** Metrics range from learning rates to lengths: five significant digits. */
export function significant(value: number): number {
  return Number(value.toPrecision(5));
}

/** A greedy answer to one example, telling every token as it comes. */
export async function answerView(
  model: Model,
  task: Task,
  example: Example,
  policyInPrompt: boolean,
  onToken: (text: string, logp: number) => void,
): Promise<ResponseView> {
  const [answer] = await answers(model, task, [example], policyInPrompt, (_, token, logp) =>
    onToken(taskTokenText(task, token), logp),
  );
  return responseView(task, answer);
}
