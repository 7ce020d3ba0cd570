import { useState } from 'react';
import { MAX_LAYERS } from '../../../../sequence/vocabulary';
import { hasCrops } from '../../../../tasks/clevr/policy/crops';
import { loadNamedPolicies, loadPicturePolicies } from '../../../../tasks/clevr/policy/policy-dataset';
import { policyText } from '../../../../tasks/clevr/policy/policy-text';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { Button, Segmented } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { TeachPolicy } from '../../../parts/teach-policy';
import { useShownRun } from '../../../state/stores';
import '../../../parts/tree-editor.css';
import './policy.css';
import { clevrTryStore, useClevrTry } from './clevr-try-store';
import { namedPolicy, originalOf, taughtPolicies } from './named';
import { sameText } from './policy-edit';
import { PolicyTextEditor } from './policy-text-editor';
import { PolicyTreeEditor } from './policy-tree-editor';

const VIEWS = [
  { value: 'tree', label: 'Tree' },
  { value: 'text', label: 'Text' },
] as const;

/** The policy editor: a tree and a text of the same policy, each following the other. */
export function PolicyPanel() {
  const policy = useClevrTry((state) => state.editor.present.policy);
  const [view, setView] = useState<'tree' | 'text'>('tree');
  return (
    <section className="panel policy-panel" aria-labelledby="policy-title">
      <div className="panel-head">
        <h2 id="policy-title">Policy</h2>
        <div className="try-tools">
          <PolicyPicker policy={policy} />
          <Button kind="quiet" onPress={() => clevrTryStore.getState().freshPolicy()}>
            <Icon name="dice" />
            Fresh policy
          </Button>
          <Segmented label="Edit as" value={view} options={VIEWS} onChange={setView} />
        </div>
      </div>
      {view === 'tree' ? <PolicyTreeEditor policy={policy} /> : <PolicyTextEditor policy={policy} />}
      <TeachPolicy kind={hasCrops(policy) ? 'clevr-policy-m' : 'clevr-policy-t'} text={policyText(policy)} />
    </section>
  );
}

/** The named policies of both data sets; every name stands in both. */
const SETS = [
  { load: loadNamedPolicies, after: '' },
  { load: loadPicturePolicies, after: ', with pictures' },
] as const;

function keyOf(policy: Policy): string {
  return `${hasCrops(policy) ? 'pictures' : 'words'} ${policy.name}`;
}

/** Every named policy, those of the run first; an edited one can be put back to what it was. */
function PolicyPicker({ policy }: { policy: Policy }) {
  const shown = useShownRun();
  // Those of a task without trees have other names.
  const ofRun =
    shown && shown.record.config.dataset.kind !== 'gta-policy' ? taughtPolicies(shown.record) : [];
  // A run may have taught something else under a known name: then that is what its models know.
  const original = ofRun.find((known) => keyOf(known) === keyOf(policy)) ?? originalOf(policy);
  const edited = original !== null && !sameText(original, policy);
  const replace = (next: Policy) =>
    clevrTryStore.getState().dispatch({ kind: 'replace policy', policy: next });
  const choose = (value: string) => {
    const [set, name] = value.split(' ');
    const chosen = ofRun.find((known) => keyOf(known) === value) ?? namedPolicy(name, set === 'pictures');
    if (chosen) replace(chosen);
  };
  const layers = Array.from({ length: MAX_LAYERS }, (_, i) => i + 1);
  return (
    <>
      <label className="policy-picker">
        <span className="visually-hidden">Policy to ask about</span>
        <select value={original ? keyOf(original) : ''} onChange={(event) => choose(event.target.value)}>
          {!original && <option value="">{policy.name} (fresh)</option>}
          {ofRun.length > 0 && (
            <optgroup label="Of this run">
              {ofRun.map((known) => (
                <option key={known.name} value={keyOf(known)}>
                  {known.name}
                </option>
              ))}
            </optgroup>
          )}
          {SETS.flatMap(({ load, after }) =>
            layers.map((n) => (
              <optgroup key={`${n}${after}`} label={`${n === 1 ? '1 layer' : `${n} layers`}${after}`}>
                {load(n)
                  .filter((one) => !ofRun.some((known) => keyOf(known) === keyOf(one)))
                  .map((one) => (
                    <option key={one.name} value={keyOf(one)}>
                      {one.name}
                    </option>
                  ))}
              </optgroup>
            )),
          )}
        </select>
      </label>
      {edited && (
        <Button kind="quiet" onPress={() => replace(original)}>
          <Icon name="back" />
          As it was
        </Button>
      )}
    </>
  );
}
