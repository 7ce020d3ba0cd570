import { ATTRIBUTE_TYPES, ATTRIBUTE_VALUES } from '../../../../scene/scene-graph';
import { CASE_COUNT, conditionName } from '../../../../sequence/vocabulary';
import { describeCondition } from '../../../../tasks/clevr/policy/describe';
import type { DecisionNode, Policy, PolicyNode } from '../../../../tasks/clevr/policy/policy-tree';
import { Button, Segmented } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { NumberInput } from '../../../design/number-input';
import { ConditionText } from '../policy-text-view';
import { clevrTryStore } from './clevr-try-store';
import { hasCase, withAskedValue, withCase, withCrop, withSwappedBranches } from './policy-edit';

/** What can be changed at the chosen node. */
export function NodeForm({
  policy,
  node,
  onRenamed,
}: {
  policy: Policy;
  node: PolicyNode;
  /** Told of a response's new key when its number has changed. */
  onRenamed: (key: string) => void;
}) {
  return (
    <div className="node-form">
      {node.kind === 'decision' ? (
        <ConditionForm policy={policy} node={node} />
      ) : (
        <CaseForm policy={policy} caseNumber={node.caseNumber} onRenamed={onRenamed} />
      )}
    </div>
  );
}

/** How a value is given: named, or shown by a crop. */
type Way = 'word' | 'picture';

const WAYS: readonly { readonly value: Way; readonly label: string }[] = [
  { value: 'word', label: 'By its word' },
  { value: 'picture', label: 'By a picture' },
];

function ConditionForm({ policy, node }: { policy: Policy; node: DecisionNode }) {
  const { label, condition, asks } = node;
  const crop = node.crops?.[asks];
  const swap = withSwappedBranches(policy, label);
  const replacePolicy = (next: Policy) =>
    clevrTryStore.getState().dispatch({ kind: 'replace policy', policy: next });
  return (
    <>
      <h3>{conditionName(label)}</h3>
      <p>
        Is there{' '}
        <strong>
          <ConditionText node={node} />
        </strong>{' '}
        in the image?
      </p>
      <label className="node-value">
        Asks for
        <select
          value={condition[asks]}
          onChange={(event) => {
            const { policy: next, problem } = withAskedValue(policy, label, event.target.value);
            if (problem === null) replacePolicy(next);
          }}
        >
          {ATTRIBUTE_TYPES.map((type) => (
            <optgroup key={type} label={type}>
              {ATTRIBUTE_VALUES[type].map((value) => (
                <option
                  key={value}
                  value={value}
                  disabled={withAskedValue(policy, label, value).problem !== null}
                >
                  {value}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <Segmented<Way>
        label={`How the ${asks} is given`}
        value={crop ? 'picture' : 'word'}
        options={WAYS}
        onChange={(way) => {
          if (way === 'picture') clevrTryStore.getState().showByCrop(label);
          else replacePolicy(withCrop(policy, label, null).policy);
        }}
      />
      {crop && (
        <Button kind="quiet" onPress={() => clevrTryStore.getState().showByCrop(label)}>
          <Icon name="dice" />
          Another picture
        </Button>
      )}
      <Button isDisabled={swap.problem !== null} onPress={() => replacePolicy(swap.policy)}>
        <Icon name="swap" />
        Swap yes and no
      </Button>
      <p className="faint node-note">
        {swap.problem !== null
          ? `Yes and no cannot change places: ${swap.problem}`
          : 'Values that would ask the same twice on one path cannot be chosen.'}
        {crop &&
          ` The picture shows a ${describeCondition(crop)}: only its ${asks} counts. Conditions after yes show the ${asks} by the same picture.`}
      </p>
    </>
  );
}

function CaseForm({
  policy,
  caseNumber,
  onRenamed,
}: {
  policy: Policy;
  caseNumber: number;
  onRenamed: (key: string) => void;
}) {
  return (
    <>
      <h3>Response</h3>
      <NumberInput
        label="Case"
        value={caseNumber}
        min={0}
        max={CASE_COUNT - 1}
        isDisabled={false}
        onChange={(to) => {
          const { policy: next, problem } = withCase(policy, caseNumber, to);
          if (problem !== null || to === caseNumber) return;
          clevrTryStore.getState().dispatch({ kind: 'replace policy', policy: next });
          onRenamed(`case ${to}`);
        }}
      />
      <p className="faint node-note">
        Every case occurs once: a number that is taken, such as {otherCase(policy, caseNumber)}, changes
        places with this one.
      </p>
    </>
  );
}

/** Some other case of the policy, as an example; a policy has at least two. */
function otherCase(policy: Policy, caseNumber: number): number {
  let other = 0;
  while (other === caseNumber || !hasCase(policy, other)) other += 1;
  return other;
}
