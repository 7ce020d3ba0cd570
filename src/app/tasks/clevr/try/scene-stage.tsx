import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { CLOSE_UP, pixelToGround, projectToPixel } from '../../../../scene/camera';
import { centreHeight, footprintRadius } from '../../../../scene/primitives';
import { objectAtPixel } from '../../../../scene/renderer';
import { type Placement, sceneOf } from '../../../../scene/sampler';
import { describeCondition } from '../../../../tasks/clevr/policy/describe';
import { sceneInWords } from '../scene-picture';
import { usePicture } from '../use-picture';
import { clevrTryStore, useClevrTry } from './clevr-try-store';
import { faultOf } from './editor';
import { FAULT_SENTENCES } from './placing';

/** Side of the picture in whose pixels the pointer is told. */
const SIDE = CLOSE_UP.width;
/** The pointer need not find objects to the pixel. */
const PICK_SIDE = 160;
/** Steps of the arrow keys, scene units. */
const STEP = 0.1;
const FINE_STEP = 0.02;

const ARROWS: { readonly [key: string]: readonly [number, number] } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

interface Drag {
  readonly object: number;
  /** From the pointer's place on the ground to the object's. */
  readonly dx: number;
  readonly dy: number;
  readonly gesture: string;
}

/** The scene as it is being edited: objects are dragged, or moved with the arrow keys. */
export function SceneStage() {
  const editor = useClevrTry((state) => state.editor);
  const { placements } = editor.present;
  const scene = useMemo(() => sceneOf(placements), [placements]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const gestures = useRef(0);
  const [cursor, setCursor] = useState<'default' | 'grab' | 'grabbing'>('default');
  usePicture(canvas, scene);
  const { dispatch } = clevrTryStore.getState();
  const fault = faultOf(editor);

  const pixelAt = ({ clientX, clientY }: { clientX: number; clientY: number }): [number, number] => {
    const box = (stage.current as HTMLDivElement).getBoundingClientRect();
    return [((clientX - box.left) / box.width) * SIDE, ((clientY - box.top) / box.height) * SIDE];
  };
  const objectAt = (point: { clientX: number; clientY: number }): number => {
    const [px, py] = pixelAt(point);
    const scale = PICK_SIDE / SIDE;
    return objectAtPixel(scene, px * scale, py * scale, { width: PICK_SIDE, height: PICK_SIDE });
  };
  const groundAt = (event: PointerEvent, placement: Placement) =>
    pixelToGround(CLOSE_UP, ...pixelAt(event), SIDE, SIDE, centreHeight(placement));

  // A finger on an object drags it; beside the objects it scrolls the page.
  const grips = useRef(objectAt);
  grips.current = objectAt;
  useEffect(() => {
    const element = stage.current;
    const keepFromScrolling = (event: TouchEvent) => {
      if (event.touches.length === 1 && grips.current(event.touches[0]) >= 0) event.preventDefault();
    };
    element?.addEventListener('touchstart', keepFromScrolling, { passive: false });
    return () => element?.removeEventListener('touchstart', keepFromScrolling);
  }, []);

  const onPointerDown = (event: PointerEvent) => {
    const object = objectAt(event);
    if (object < 0 || event.button !== 0) return;
    const { x, y } = placements[object];
    const ground = groundAt(event, placements[object]) ?? [x, y];
    gestures.current += 1;
    drag.current = { object, dx: x - ground[0], dy: y - ground[1], gesture: `drag ${gestures.current}` };
    dispatch({ kind: 'select', object });
    event.currentTarget.setPointerCapture(event.pointerId);
    setCursor('grabbing');
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!drag.current) {
      if (event.pointerType === 'mouse') setCursor(objectAt(event) >= 0 ? 'grab' : 'default');
      return;
    }
    const { object, dx, dy, gesture } = drag.current;
    const ground = groundAt(event, placements[object]);
    if (ground) dispatch({ kind: 'move', object, x: ground[0] + dx, y: ground[1] + dy, gesture });
  };
  const endDrag = () => {
    drag.current = null;
    setCursor('default');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const object = editor.selected;
    const arrow = ARROWS[event.key];
    if (arrow && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const step = event.shiftKey ? FINE_STEP : STEP;
      const { x, y } = placements[object];
      const gesture = `keys ${object}`;
      dispatch({ kind: 'move', object, x: x + step * arrow[0], y: y + step * arrow[1], gesture });
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      dispatch({ kind: 'remove', object });
    }
  };

  const selected = placements[editor.selected];
  return (
    <div className="stage">
      <div
        ref={stage}
        className="stage-picture"
        style={{ cursor }}
        // The arrow keys are the page's here, also where a screen reader has its own use for them.
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the arrow keys.
        tabIndex={0}
        aria-label={`${sceneInWords(scene)}. Selected: ${describeCondition(attributesOf(selected))}.`}
        aria-describedby="stage-keys"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={endDrag}
        onPointerCancel={endDrag}
        onKeyDown={onKeyDown}
        data-testid="scene-stage"
      >
        <canvas ref={canvas} />
        <svg viewBox={`0 0 ${SIDE} ${SIDE}`} aria-hidden="true">
          <polygon
            className="stage-ring"
            data-fault={fault?.object === editor.selected || undefined}
            points={footprint(selected)}
          />
          {fault && fault.object !== editor.selected && (
            <polygon className="stage-ring" data-fault points={footprint(placements[fault.object])} />
          )}
        </svg>
      </div>
      <p className="stage-fault" role="status" data-fault={fault !== null || undefined}>
        {fault ? (
          <>
            <strong>{describeCondition(attributesOf(placements[fault.object]))}:</strong>{' '}
            {FAULT_SENTENCES[fault.fault]} Until then the models are asked about the last valid scene.
          </>
        ) : (
          <span id="stage-keys">
            Drag an object, or move the selected one with the arrow keys (Shift: finely; Delete: away with
            it).
          </span>
        )}
      </p>
    </div>
  );
}

export function attributesOf({ size, color, material, shape }: Placement) {
  return { size, color, material, shape };
}

/** The ground that an object stands on, a little widened, as points of the picture. */
function footprint(placement: Placement): string {
  const radius = footprintRadius(placement) + 0.1;
  return Array.from({ length: 40 }, (_, i) => {
    const angle = (i / 40) * 2 * Math.PI;
    const point = [
      placement.x + radius * Math.cos(angle),
      placement.y + radius * Math.sin(angle),
      0,
    ] as const;
    const [px, py] = projectToPixel(CLOSE_UP, point, SIDE, SIDE);
    return `${px.toFixed(1)},${py.toFixed(1)}`;
  }).join(' ');
}
