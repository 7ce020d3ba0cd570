import { ACCOUNT_TYPES, versionNames } from '../../../../sequence/tool-words';
import { MAX_AGE, MAX_CREDITS, MIN_AGE } from '../../../../tasks/gta/profile';
import { COMPARISONS, type Condition } from '../../../../tasks/gta/rules/condition';
import type { ConditionNode, GtaPolicy, ToolNode, ToolRule } from '../../../../tasks/gta/rules/policy';
import { conditionQuestion } from '../../../../tasks/gta/rules/policy-text';
import { Checkbox } from '../../../design/checkbox';
import { Button, Segmented } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { NumberInput } from '../../../design/number-input';
import { gtaTryStore } from './gta-try-store';
import {
  nodeAt,
  type RuleEdit,
  type Way,
  withCondition,
  withName,
  without,
  withQuestion,
  withSwapped,
} from './rule-edit';

/** What can be changed at a place of a rule. */
export function RuleForm({
  policy,
  rule,
  way,
  onMoved,
}: {
  policy: GtaPolicy;
  rule: ToolRule;
  way: Way;
  /** Told where the form should stand after an edit that takes its place away. */
  onMoved: (way: Way) => void;
}) {
  const node = nodeAt(rule, way);
  const apply = (edit: RuleEdit) => gtaTryStore.getState().editRules(edit);
  if (node === null) return null;
  return (
    <div className="node-form">
      {node.kind === 'tool' ? (
        <EndForm policy={policy} rule={rule} way={way} node={node} apply={apply} />
      ) : (
        <ConditionForm
          policy={policy}
          rule={rule}
          way={way}
          node={node}
          apply={(edit) => {
            apply(edit);
            onMoved(way);
          }}
        />
      )}
    </div>
  );
}

interface PlaceProps<N> {
  readonly policy: GtaPolicy;
  readonly rule: ToolRule;
  readonly way: Way;
  readonly node: N;
  readonly apply: (edit: RuleEdit) => void;
}

function EndForm({ policy, rule, way, node, apply }: PlaceProps<ToolNode>) {
  const names = namesOf(rule);
  const other = names.find((name) => name !== node.name) ?? node.name;
  return (
    <>
      <h3>Version</h3>
      <label className="node-value">
        These users get
        <select
          value={node.name}
          onChange={(event) => apply(withName(policy, rule, way, event.target.value))}
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Button onPress={() => apply(withQuestion(policy, rule, way, USUAL.credits, other))}>
        <Icon name="plus" />
        Ask something here
      </Button>
    </>
  );
}

/** The versions that a rule can end in. */
function namesOf({ tool }: ToolRule): string[] {
  return [...versionNames(tool), ...(tool === 'OCR' ? ['MathOCR'] : [])];
}

type About = Condition['about'];

/** What a condition asks when it begins to ask about something else. */
const USUAL: { readonly [A in About]: Condition } = {
  type: { about: 'type', types: ['A', 'B'] },
  credits: { about: 'credits', comparison: '<=', threshold: 500 },
  age: { about: 'age', comparison: '<', threshold: 21 },
  mathematics: { about: 'mathematics' },
};

const ABOUT: readonly { readonly value: About; readonly label: string }[] = [
  { value: 'type', label: 'Type' },
  { value: 'credits', label: 'Credits' },
  { value: 'age', label: 'Age' },
];
const MATHEMATICS = { value: 'mathematics', label: 'Mathematics' } as const;

const COMPARED = { '<=': 'at most', '<': 'less than', '>': 'more than' } as const;

function ConditionForm({ policy, rule, way, node, apply }: PlaceProps<ConditionNode>) {
  const { condition, label } = node;
  const set = (next: Condition) => apply(withCondition(policy, rule, way, next));
  return (
    <>
      <h3>Condition {label}</h3>
      <p>{conditionQuestion(condition)}</p>
      <Segmented<About>
        label="What it asks about"
        value={condition.about}
        options={rule.tool === 'OCR' ? [...ABOUT, MATHEMATICS] : ABOUT}
        onChange={(about) => set(USUAL[about])}
      />
      {condition.about === 'type' && (
        <fieldset className="gta-types" aria-label="Account types that get yes">
          {ACCOUNT_TYPES.map((type) => (
            <Checkbox
              key={type}
              isSelected={condition.types.includes(type)}
              onChange={(isOn) =>
                set({
                  about: 'type',
                  types: ACCOUNT_TYPES.filter((one) => (one === type ? isOn : condition.types.includes(one))),
                })
              }
            >
              {type}
            </Checkbox>
          ))}
        </fieldset>
      )}
      {(condition.about === 'credits' || condition.about === 'age') && (
        <>
          <label className="node-value">
            <span className="visually-hidden">Comparison</span>
            <select
              value={condition.comparison}
              onChange={(event) => {
                const comparison = COMPARISONS.find((one) => one === event.target.value);
                if (comparison) set({ ...condition, comparison });
              }}
            >
              {COMPARISONS.map((one) => (
                <option key={one} value={one}>
                  {COMPARED[one]}
                </option>
              ))}
            </select>
          </label>
          <NumberInput
            label={condition.about === 'credits' ? 'Credits' : 'Age'}
            value={condition.threshold}
            min={condition.about === 'credits' ? 0 : MIN_AGE}
            max={condition.about === 'credits' ? MAX_CREDITS : MAX_AGE}
            isDisabled={false}
            onChange={(threshold) => set({ ...condition, threshold })}
          />
        </>
      )}
      <Button onPress={() => apply(withSwapped(policy, rule, way))}>
        <Icon name="swap" />
        Swap yes and no
      </Button>
      <Button kind="quiet" onPress={() => apply(without(policy, rule, way, 'no'))}>
        <Icon name="trash" />
        Take it out
      </Button>
    </>
  );
}
