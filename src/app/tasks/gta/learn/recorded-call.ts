import type { StageName } from '../../../../experiment/plan/methods';
import type { ExampleOutcome, RunRecord } from '../../../../experiment/record/run-record';
import type { Call } from '../../../../tasks/gta/call';
import type { ToolRule } from '../../../../tasks/gta/rules/policy';
import { familyOf } from '../../../../tasks/gta/rules/policy';
import { ruleOf, toolNodes } from '../../../../tasks/gta/rules/walk';
import { type CallScore, scoreCall } from '../../../../tasks/gta/score';
import type { ExampleView } from '../../../../tasks/task';
import { gtaOf, readingOf, situationOf } from '../gta-view';

/** A call made from memory after a stage. */
export interface CallOfStage {
  readonly stage: StageName;
  readonly outcome: ExampleOutcome;
  readonly call: Call | null;
  readonly score: CallScore;
}

/** A question that a rule decides, with what a recorded run answered to it after each stage that could know the policy. */
export interface RecordedCall {
  readonly record: RunRecord;
  readonly example: ExampleView;
  readonly rule: ToolRule;
  /** The names that the rule may give, in its order. */
  readonly names: readonly string[];
  /** The one that it gives. */
  readonly right: string;
  /** In the order of the stages. */
  readonly calls: readonly CallOfStage[];
  /** Of them, the one to look at: the latest that is right in part, else the last. */
  readonly shown: CallOfStage;
}

/** Conditions on the way to a name that make it worth following. */
const WORTH_FOLLOWING = 2;

/** The question of a run that shows best what a call's score is made of; null where none is decided by a rule of some length. */
export function recordedCall(record: RunRecord): RecordedCall | null {
  if (record.config.dataset.kind !== 'gta-policy') return null;
  const questions = new Map<string, CallOfStage[]>();
  for (const { stage, evaluation } of record.stages) {
    for (const outcome of evaluation?.examples ?? []) {
      if (outcome.policyInPrompt) continue;
      const key = JSON.stringify(outcome.example);
      const call = readingOf(outcome.response.reasoning).call;
      const { turn } = situationOf(gtaOf(outcome.example));
      const made = { stage, outcome, call, score: scoreCall(turn.call, call) };
      questions.set(key, [...(questions.get(key) ?? []), made]);
    }
  }
  const found = [...questions.values()].flatMap((calls) => worthAsking(record, calls));
  return found.reduce<RecordedCall | null>(
    (best, one) => (best && telling(best) >= telling(one) ? best : one),
    null,
  );
}

function worthAsking(record: RunRecord, calls: readonly CallOfStage[]): RecordedCall[] {
  const [{ outcome }] = calls;
  const view = gtaOf(outcome.example);
  const { turn } = situationOf(view);
  const rule = ruleOf(view.rules, turn.need.tool);
  if (!rule || (turn.walk?.steps.length ?? 0) < WORTH_FOLLOWING) return [];
  const names = [...new Set(toolNodes(rule.root).map(({ name }) => name))];
  const shown =
    calls.findLast(({ score }) => score.accuracy > 0 && score.accuracy < 1) ?? calls[calls.length - 1];
  return [{ record, example: outcome.example, rule, names, right: turn.call.name, calls, shown }];
}

/** How much a call tells of its score: best is another version of the right tool, with several arguments that earn something. */
function telling({ shown: { call, score }, right }: RecordedCall): number {
  const isOtherVersion = call !== null && score.tool === 0 && familyOf(call.name) === familyOf(right);
  const isPartial = score.accuracy > 0 && score.accuracy < 1;
  return 4 * Number(isOtherVersion) + 2 * Number(isPartial) + Number(score.each.length > 1);
}
