import type { RandomStream } from '../../random/stream';
import type { Example, PolicyPassage } from '../task';
import { answerTokens, policyTokens, promptPassage, reasoningTokens } from './encode';
import { type Instance, type InstanceOptions, sampleInstance, type Turn, turnsOf } from './instance';
import type { GtaPolicy } from './rules/policy';
import { policyConditions } from './rules/walk';

/** An instance under a policy, with the right response. */
export interface GtaExample extends Example {
  readonly instance: Instance;
  readonly rules: GtaPolicy;
  /** The call that is asked for. */
  readonly turn: Turn;
  /** The calls before it. */
  readonly before: readonly Turn[];
}

const passages = new WeakMap<GtaPolicy, PolicyPassage>();

/** A policy as the model reads it; the same object for the same policy. */
export function gtaPolicyPassage(rules: GtaPolicy): PolicyPassage {
  const passage = passages.get(rules) ?? {
    name: rules.name,
    passage: { tokens: policyTokens(rules), images: [] },
    conditions: policyConditions(rules).length,
  };
  passages.set(rules, passage);
  return passage;
}

/** The example of an instance under a policy; a step behind the plan's last call asks for the last. */
export function gtaExample(drawn: Instance, rules: GtaPolicy): GtaExample {
  const turns = turnsOf(drawn, rules);
  const step = Math.min(drawn.step, turns.length - 1);
  const instance = step === drawn.step ? drawn : { ...drawn, step };
  const [turn, before] = [turns[step], turns.slice(0, step)];
  return {
    instance,
    rules,
    turn,
    before,
    policy: gtaPolicyPassage(rules),
    prompt: promptPassage(instance, before),
    reasoning: reasoningTokens(turn),
    answer: answerTokens(turn),
    answerClass: turn.call.name,
  };
}

export function sampleExamples(
  rules: GtaPolicy,
  count: number,
  random: RandomStream,
  options: InstanceOptions = {},
): GtaExample[] {
  return Array.from({ length: count }, () => gtaExample(sampleInstance(rules, random, options), rules));
}
