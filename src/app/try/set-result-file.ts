import { setMajority, setResult } from '../../experiment/results/set-result';
import { SETTINGS, type SetEvaluation } from './set-evaluation';

/**
 * An evaluation on a set of the visitor's own as a JSON file: which run and set it is of, accuracies with their intervals, and what was
 * answered to every question. A set that is a file is named by its digest; the pictures of one that is not stand in the questions.
 *
 * @param build identifies the code that evaluated
 */
export function setResultFile(
  { run: { record }, stage, source, note, questions, answers }: SetEvaluation,
  build: string,
): string {
  const { id, title, config, provenance } = record;
  const results = SETTINGS.map((setting) => ({
    model: setting === 'base' ? 'base' : stage,
    policyInPrompt: setting !== 'withoutPolicy',
    ...setResult(questions, answers[setting]),
  }));
  const asked = questions.map(({ name, index, policy, right, example }, i) => ({
    name,
    index,
    policy,
    right,
    said: SETTINGS.map((setting) => answers[setting][i].said),
    ...(source.sha256 ? {} : { example }),
  }));
  return `${JSON.stringify(
    {
      build,
      run: { id, title, config, provenance },
      set: { ...source, note },
      majority: setMajority(questions),
      results,
      questions: asked,
    },
    null,
    1,
  )}\n`;
}
