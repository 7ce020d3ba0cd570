import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { Segmented } from '../design/controls';
import { Icon } from '../design/icon';
import { STAGE_NAMES } from '../lab/words';
import { currentStage } from '../state/stage-state';
import { runStore, useShownRun, useUi } from '../state/stores';
import { ExampleDetail } from './example-detail';
import './inspector.css';
import { type Filter, filtered, type InspectorItem, itemsOf, type Source } from './inspector-items';
import { SceneCanvas } from './scene-canvas';

/** Single answers of the model: the image, the policy, the path that is right and the path it took. */
export function Inspector() {
  const shown = useShownRun();
  const chosenStage = useUi((state) => state.stage);
  const stage = chosenStage ?? currentStage(shown);
  const [source, setSource] = useState<Source>('measured');
  const [withPolicy, setWithPolicy] = useState(false);
  const [filter, setFilter] = useState<Filter>('all');
  const [chosenKey, setChosenKey] = useState<string | null>(null);

  const measured = itemsOf(shown, stage, 'measured');
  const training = itemsOf(shown, stage, 'training');
  // While a stage trains there is nothing measured yet: its samples are what there is to see.
  const from = measured.length === 0 || (source === 'training' && training.length > 0) ? training : measured;
  const modes = new Set(from.map(({ outcome }) => outcome.policyInPrompt));
  const mode = modes.has(withPolicy) ? withPolicy : (modes.values().next().value ?? withPolicy);
  const inMode = filtered(from, mode, 'all');
  const items = filtered(from, mode, filter);
  const right = inMode.filter(({ outcome }) => outcome.response.correct).length;
  const selected = items.find(({ key }) => key === chosenKey) ?? items[0] ?? null;

  const choose = (key: string | null) => {
    runStore.getState().clearAnswer();
    setChosenKey(key);
  };

  return (
    <section className="panel inspector" aria-labelledby="inspector-title">
      <div className="panel-head">
        <h2 id="inspector-title">Inspector</h2>
        {inMode.length > 0 && (
          <p className="faint numeric">
            {STAGE_NAMES[stage]}: {right} of {inMode.length} right
          </p>
        )}
      </div>
      {from.length === 0 ? (
        <p className="empty">
          Answers of the model appear here, one by one: the image, the policy as text and as a tree, and where
          the reasoning leaves the right path.
        </p>
      ) : (
        <>
          <div className="inspector-controls">
            {measured.length > 0 && training.length > 0 && (
              <Segmented<Source>
                label="Answers to show"
                value={from === training ? 'training' : 'measured'}
                options={[
                  { value: 'measured', label: 'Measured' },
                  { value: 'training', label: 'While training' },
                ]}
                onChange={setSource}
              />
            )}
            {modes.size > 1 && (
              <Segmented<'with' | 'without'>
                label="Prompt"
                value={mode ? 'with' : 'without'}
                options={[
                  { value: 'without', label: 'No policy' },
                  { value: 'with', label: 'Policy in prompt' },
                ]}
                onChange={(value) => setWithPolicy(value === 'with')}
              />
            )}
            <Segmented<Filter>
              label="Right or wrong"
              value={filter}
              options={[
                { value: 'all', label: 'All' },
                { value: 'right', label: 'Right' },
                { value: 'wrong', label: 'Wrong' },
              ]}
              onChange={setFilter}
            />
          </div>
          <ExampleList items={items} selected={selected} onChoose={choose} />
          {selected ? (
            <ExampleDetail key={selected.key} item={selected} stage={stage} />
          ) : (
            <p className="empty">None of these answers is {filter}.</p>
          )}
        </>
      )}
    </section>
  );
}

function ExampleList({
  items,
  selected,
  onChoose,
}: {
  items: readonly InspectorItem[];
  selected: InspectorItem | null;
  onChoose: (key: string | null) => void;
}) {
  if (items.length === 0) return null;
  return (
    <ListBox
      aria-label="Examples"
      className="examples"
      layout="grid"
      orientation="horizontal"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={selected ? [selected.key] : []}
      onSelectionChange={(keys) => {
        if (keys !== 'all') onChoose([...keys].map(String)[0] ?? null);
      }}
    >
      {items.map((item) => {
        const { correct } = item.outcome.response;
        return (
          <ListBoxItem
            key={item.key}
            id={item.key}
            className="example"
            textValue={`${item.title}, ${correct ? 'right' : 'wrong'}`}
            data-correct={correct}
          >
            <SceneCanvas scene={item.outcome.example.scene} size={44} decorative />
            <span className="example-mark">
              <Icon name={correct ? 'check' : 'cross'} />
            </span>
          </ListBoxItem>
        );
      })}
    </ListBox>
  );
}
