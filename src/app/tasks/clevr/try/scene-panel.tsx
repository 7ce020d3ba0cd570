import { ListBox, ListBoxItem, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { CLOSE_UP } from '../../../../scene/camera';
import type { Placement } from '../../../../scene/sampler';
import {
  COLORS,
  type Color,
  MATERIALS,
  type ObjectAttributes,
  SHAPES,
  SIZES,
} from '../../../../scene/scene-graph';
import { COLOR_RGB } from '../../../../scene/shading';
import { describeCondition } from '../../../../tasks/clevr/policy/describe';
import { Button, Disclosure, Segmented } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { useNarrow } from '../../../design/use-narrow';
import { FEWEST_OBJECTS, faultOf, MOST_OBJECTS } from './editor';
import { FileBar, OpenButton, useDroppedFiles } from './file-tools';
import { OwnPictureStage } from './own-picture-stage';
import './scene.css';
import { clevrTryStore, useClevrTry } from './clevr-try-store';
import { attributesOf, SceneStage } from './scene-stage';

/** The scene editor: the picture, the objects as a list, the attributes of the selected one; or a picture of the visitor's own. */
export function ScenePanel() {
  const picture = useClevrTry((state) => state.editor.present.picture);
  const refusal = useClevrTry((state) => state.refusal);
  const reading = useClevrTry((state) => state.reading);
  const { randomScene, rearrange } = clevrTryStore.getState();
  const { isOver, handlers } = useDroppedFiles();
  return (
    <section
      className="panel scene-panel"
      aria-labelledby="scene-title"
      data-drop={isOver || undefined}
      {...handlers}
    >
      <div className="panel-head">
        <h2 id="scene-title">Scene</h2>
        <div className="try-tools">
          <Button kind="quiet" onPress={randomScene}>
            <Icon name="dice" />
            Random scene
          </Button>
          {!picture && (
            <Button kind="quiet" onPress={rearrange}>
              Rearrange
            </Button>
          )}
          <OpenButton />
        </div>
      </div>
      <p className="scene-open faint">
        Open, drop or paste your own picture, or an official CLEVR_…_scenes.json.
      </p>
      <div role="status" className="scene-said" data-testid="scene-said">
        {reading && <p>Reading {reading} …</p>}
        {refusal && <p className="scene-note">{refusal}</p>}
      </div>
      <FileBar />
      {picture ? <OwnPictureStage picture={picture} /> : <SceneEditor />}
    </section>
  );
}

/** The picture of the scene, and its objects. */
function SceneEditor() {
  const count = useClevrTry((state) => state.editor.present.placements.length);
  const isNarrow = useNarrow();
  return (
    <div className="scene-editor">
      <SceneStage />
      {isNarrow ? (
        <Disclosure title={`Change the ${count} objects`}>
          <SceneSide />
        </Disclosure>
      ) : (
        <SceneSide />
      )}
    </div>
  );
}

/** The objects as a list, and the attributes of the selected one. */
function SceneSide() {
  const editor = useClevrTry((state) => state.editor);
  const count = editor.present.placements.length;
  const { dispatch, addObject } = clevrTryStore.getState();
  const unusual = count < CLOSE_UP.minObjects || count > CLOSE_UP.maxObjects;
  return (
    <div className="scene-side">
      <div className="scene-list-head">
        <h3>
          Objects <span className="faint numeric">{count}</span>
        </h3>
        <Button kind="quiet" onPress={addObject} isDisabled={count >= MOST_OBJECTS}>
          <Icon name="plus" />
          Add
        </Button>
        <Button
          kind="quiet"
          isDisabled={count <= FEWEST_OBJECTS}
          onPress={() => dispatch({ kind: 'remove', object: editor.selected })}
        >
          <Icon name="trash" />
          Remove
        </Button>
      </div>
      <ObjectList />
      <ObjectForm />
      {unusual && (
        <p className="scene-note" role="status">
          The models were trained on scenes of {CLOSE_UP.minObjects} to {CLOSE_UP.maxObjects} objects; with{' '}
          {count} expect more mistakes.
        </p>
      )}
    </div>
  );
}

function ObjectList() {
  const editor = useClevrTry((state) => state.editor);
  const { placements } = editor.present;
  const fault = faultOf(editor);
  return (
    <ListBox
      className="objects"
      aria-label="Objects of the scene"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[String(editor.selected)]}
      onSelectionChange={(keys) => {
        const [key] = keys === 'all' ? [] : keys;
        if (key !== undefined) clevrTryStore.getState().dispatch({ kind: 'select', object: Number(key) });
      }}
    >
      {placements.map((placement, i) => {
        const words = describeCondition(attributesOf(placement));
        const faulty = fault?.object === i;
        return (
          <ListBoxItem
            // biome-ignore lint/suspicious/noArrayIndexKey: objects are told apart by their place in the list.
            key={i}
            id={String(i)}
            className="object"
            textValue={`${words}${faulty ? ', badly placed' : ''}`}
          >
            <Glyph {...placement} />
            <span>{words}</span>
            {faulty && <Icon name="cross" />}
          </ListBoxItem>
        );
      })}
    </ListBox>
  );
}

/** Shape, colour, size and material at a glance; the words stand beside it. */
function Glyph({ shape, color, size, material }: Placement) {
  const r = size === 'large' ? 6.5 : 4;
  const props = { fill: cssColor(color), className: 'glyph-body' };
  return (
    <svg className="glyph" viewBox="-8 -8 16 16" aria-hidden="true">
      {shape === 'sphere' && <circle r={r} {...props} />}
      {shape === 'cube' && <rect x={-r} y={-r} width={2 * r} height={2 * r} rx={0.8} {...props} />}
      {shape === 'cylinder' && <rect x={-r} y={-r / 2} width={2 * r} height={r} rx={r / 2} {...props} />}
      {material === 'metal' && (
        <circle className="glyph-shine" cx={-r / 3} cy={shape === 'cylinder' ? -r / 8 : -r / 3} r={r / 4} />
      )}
    </svg>
  );
}

function cssColor(color: Color): string {
  return `rgb(${COLOR_RGB[color].join(' ')})`;
}

/** The attributes of the selected object. */
function ObjectForm() {
  const object = useClevrTry((state) => state.editor.selected);
  const selected = useClevrTry((state) => state.editor.present.placements[state.editor.selected]);
  const change = (attributes: Partial<ObjectAttributes>) =>
    clevrTryStore.getState().dispatch({ kind: 'change', object, attributes });
  return (
    <div className="object-form">
      <ToggleButtonGroup
        className="swatches"
        aria-label="Colour"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[selected.color]}
        onSelectionChange={(keys) => {
          const color = COLORS.find((known) => keys.has(known));
          if (color) change({ color });
        }}
      >
        {COLORS.map((color) => (
          <ToggleButton key={color} id={color} className="swatch" aria-label={color}>
            <span style={{ background: cssColor(color) }} />
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Choice label="Shape" value={selected.shape} values={SHAPES} onChange={(shape) => change({ shape })} />
      <div className="object-form-pair">
        <Choice label="Size" value={selected.size} values={SIZES} onChange={(size) => change({ size })} />
        <Choice
          label="Material"
          value={selected.material}
          values={MATERIALS}
          onChange={(material) => change({ material })}
        />
      </div>
    </div>
  );
}

function Choice<T extends string>({
  label,
  value,
  values,
  onChange,
}: {
  label: string;
  value: T;
  values: readonly T[];
  onChange: (value: T) => void;
}) {
  const options = values.map((each) => ({ value: each, label: each }));
  return <Segmented label={label} value={value} options={options} onChange={onChange} />;
}
