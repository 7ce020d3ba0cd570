import { useState } from 'react';
import { MAX_LAYERS } from '../../../../sequence/vocabulary';
import { experimentPolicies } from '../../../../tasks/clevr/clevr-policy-t';
import { loadNamedPolicies } from '../../../../tasks/clevr/policy/policy-dataset';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { Button, Segmented } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { useShownRun } from '../../../state/stores';
import './policy.css';
import { clevrTryStore, useClevrTry } from './clevr-try-store';
import { namedPolicy } from './named';
import { samePolicy } from './policy-edit';
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
    </section>
  );
}

/** Every named policy, those of the run first; an edited one can be put back to what it was. */
function PolicyPicker({ policy }: { policy: Policy }) {
  const shown = useShownRun();
  const ofRun = shown ? experimentPolicies(shown.record.config) : [];
  const original = namedPolicy(policy.name);
  const edited = original !== null && !samePolicy(original, policy);
  const choose = (name: string) => {
    const chosen = namedPolicy(name);
    if (chosen) clevrTryStore.getState().dispatch({ kind: 'replace policy', policy: chosen });
  };
  const layers = Array.from({ length: MAX_LAYERS }, (_, i) => i + 1);
  return (
    <>
      <label className="policy-picker">
        <span className="visually-hidden">Policy to ask about</span>
        <select value={original ? policy.name : ''} onChange={(event) => choose(event.target.value)}>
          {!original && <option value="">{policy.name} (fresh)</option>}
          {ofRun.length > 0 && (
            <optgroup label="Of this run">
              {ofRun.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </optgroup>
          )}
          {layers.map((n) => (
            <optgroup key={n} label={n === 1 ? '1 layer' : `${n} layers`}>
              {loadNamedPolicies(n)
                .filter(({ name }) => !ofRun.some((known) => known.name === name))
                .map(({ name }) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      {edited && (
        <Button kind="quiet" onPress={() => choose(policy.name)}>
          <Icon name="back" />
          As it was
        </Button>
      )}
    </>
  );
}
