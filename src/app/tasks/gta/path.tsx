import { ruleOf } from '../../../tasks/gta/rules/walk';
import type { ExampleView, Reading } from '../../../tasks/task';
import { gtaOf, readingOf, situationOf } from './gta-view';
import { RuleTree } from './rule-tree';

/** The rule of the tool that is needed; where a response follows that of another tool, that one below it. */
export function Path({ example, reading }: { example: ExampleView; reading: Reading | null }) {
  const view = gtaOf(example);
  const { turn } = situationOf(view);
  const { need, walk } = turn;
  const said = reading && readingOf(reading);
  const taken = said && { steps: said.steps, name: said.call?.name ?? null };
  const rule = ruleOf(view.rules, need.tool);
  const isOther = said !== null && said.tool !== null && said.tool !== need.tool;
  const other = isOther && said.tool !== null ? ruleOf(view.rules, said.tool) : undefined;
  return (
    <div className="gta-path">
      {rule ? (
        <>
          <p className="gta-path-of">Rule of {need.tool}</p>
          <RuleTree rule={rule} gold={walk} model={isOther ? null : taken} />
        </>
      ) : (
        <p className="gta-path-of">
          {need.tool} has one version for everybody, so there is no rule to follow.
        </p>
      )}
      {other && (
        <>
          <p className="gta-path-of">The model follows the rule of {other.tool}</p>
          <RuleTree rule={other} gold={null} model={taken} />
        </>
      )}
      {isOther && !other && <p className="gta-path-of">The model says that it needs {said.tool}.</p>}
    </div>
  );
}
