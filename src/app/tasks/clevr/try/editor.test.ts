import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../random/stream';
import { type Placement, placementFault } from '../../../../scene/sampler';
import { COLORS, MATERIALS, SHAPES, SIZES } from '../../../../scene/scene-graph';
import { loadNamedPolicies } from '../../../../tasks/clevr/policy/policy-dataset';
import {
  type Editor,
  type EditorAction,
  edit,
  FEWEST_OBJECTS,
  faultOf,
  MOST_OBJECTS,
  openEditor,
} from './editor';
import { newObject, randomPlacements, rearranged } from './placing';

const policies = [...loadNamedPolicies(2), ...loadNamedPolicies(3)];
const start = (seed = 1) => openEditor(randomPlacements(RandomStream.of(seed, 'test')), policies[0]);

const object = fc.integer({ min: -2, max: 12 });
const coordinate = fc.oneof(fc.double({ min: -4, max: 4, noNaN: true }), fc.double());
const attributes = {
  size: fc.constantFrom(...SIZES),
  color: fc.constantFrom(...COLORS),
  material: fc.constantFrom(...MATERIALS),
  shape: fc.constantFrom(...SHAPES),
};
const placement = fc.record({ ...attributes, x: coordinate, y: coordinate, rotation: fc.nat(359) });
const action: fc.Arbitrary<EditorAction> = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    placement: placement.filter((p) => Number.isFinite(p.x + p.y)),
  }),
  fc.record({ kind: fc.constant('remove' as const), object }),
  fc.record({
    kind: fc.constant('move' as const),
    object,
    x: coordinate,
    y: coordinate,
    gesture: fc.constantFrom('drag 1', 'drag 2'),
  }),
  fc.record({
    kind: fc.constant('change' as const),
    object,
    attributes: fc.record(attributes, { requiredKeys: [] }),
  }),
  fc.record({
    kind: fc.constant('replace scene' as const),
    placements: fc.nat().map((seed) => randomPlacements(RandomStream.of(seed, 'test'))),
  }),
  fc.record({
    kind: fc.constant('open scene' as const),
    placements: fc.nat().map((seed) => randomPlacements(RandomStream.of(seed, 'test'))),
    origin: fc.record({ index: fc.nat(9), name: fc.constant('Scene'), leftOut: fc.constant(null) }),
  }),
  fc.record({ kind: fc.constant('show picture' as const), picture: fc.constantFrom([1], [2]) }),
  fc.constant({ kind: 'leave picture' as const }),
  fc.record({ kind: fc.constant('replace policy' as const), policy: fc.constantFrom(...policies) }),
  fc.record({ kind: fc.constant('select' as const), object }),
  fc.constant({ kind: 'undo' as const }),
  fc.constant({ kind: 'redo' as const }),
);

function expectSound(editor: Editor) {
  const { present, selected } = editor;
  const { placements, asked } = present;
  expect(placements.length).toBeGreaterThanOrEqual(FEWEST_OBJECTS);
  expect(placements.length).toBeLessThanOrEqual(MOST_OBJECTS);
  expect(selected).toBeGreaterThanOrEqual(0);
  expect(selected).toBeLessThan(placements.length);
  expect(placementFault(asked)).toBeNull();
  const fault = faultOf(editor);
  if (fault) expect(fault.object).toBeLessThan(placements.length);
  else expect(asked).toBe(placements);
}

describe('the editor of questions', () => {
  it('is always at a valid scene, or names the fault and keeps asking about the last valid one', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        actions.reduce((editor, next) => {
          const after = edit(editor, next);
          expectSound(after);
          return after;
        }, start());
      }),
    );
  });

  it('undoes back to the beginning and redoes to the same end', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        const first = start();
        const last = actions.reduce(edit, first);
        let editor = last;
        while (editor.past.length > 0) editor = edit(editor, { kind: 'undo' });
        expect(editor.present).toEqual(first.present);
        while (editor.future.length > 0) editor = edit(editor, { kind: 'redo' });
        expect(editor.present).toEqual(last.future.at(-1) ?? last.present);
      }),
    );
  });

  it('takes a whole drag back in one step', () => {
    const drag = (gesture: string, x: number): EditorAction => ({
      kind: 'move',
      object: 0,
      x,
      y: 0,
      gesture,
    });
    const moved = [drag('1', 0.1), drag('1', 0.2), drag('2', 0.3)].reduce(edit, start());
    const once = edit(moved, { kind: 'undo' });
    expect(once.present.placements[0].x).toBe(0.2);
    expect(edit(once, { kind: 'undo' }).present).toEqual(start().present);
  });

  it('shows an object dragged onto another one where it is, but does not ask about it', () => {
    const editor = start();
    const { placements } = editor.present;
    for (const [object, other] of [
      [0, 1],
      [1, 0],
    ]) {
      const { x, y } = placements[other];
      const small = edit(editor, { kind: 'change', object, attributes: { size: 'small' } });
      const moved = edit(small, { kind: 'move', object, x, y: y + 0.01, gesture: 'drag' });
      expect(moved.present.placements[object]).toMatchObject({ x, y: y + 0.01 });
      expect(faultOf(moved)).toEqual({ object, fault: 'too close' });
      expect(moved.present.asked).toBe(small.present.asked);
    }
  });
});

describe('placing objects', () => {
  it('finds room for a sixth object in most scenes, and rearranges it', () => {
    const random = RandomStream.of(3, 'test');
    const five = Array.from({ length: 20 }, () => randomPlacements(random)).filter((p) => p.length === 5);
    const sixes = five.flatMap((placements) => {
      const sixth = newObject(placements, random);
      return sixth ? [[...placements, sixth]] : [];
    });
    expect(sixes.length).toBeGreaterThan(five.length / 2);
    expect(sixes.every((placements) => !placementFault(placements))).toBe(true);
    const [six] = sixes;
    const again = rearranged(six, random);
    expect(again && placementFault(again)).toBeNull();
    expect(again?.map(({ color, shape }) => [color, shape])).toEqual(
      six.map(({ color, shape }) => [color, shape]),
    );
  });

  it('adds none where there is no room', () => {
    const random = RandomStream.of(4, 'test');
    let placements: readonly Placement[] = [];
    for (let next = newObject(placements, random); next; next = newObject(placements, random)) {
      placements = [...placements, next];
    }
    expect(placements.length).toBeGreaterThan(5);
    expect(placementFault(placements)).toBeNull();
  });

  it('shows a picture in place of the scene, and undoes that; another scene takes its place', () => {
    const editor = start();
    const shown = edit(editor, { kind: 'show picture', picture: [1] });
    expect(shown.present).toEqual({ ...editor.present, picture: [1] });
    expect(edit(shown, { kind: 'undo' }).present).toBe(editor.present);
    expect(edit(shown, { kind: 'leave picture' }).present).toEqual(editor.present);
    const placements = randomPlacements(RandomStream.of(9, 'test'));
    expect(edit(shown, { kind: 'replace scene', placements }).present.picture).toBeNull();
  });

  it('asks about a scene of a file as it is, and remembers where it is from until it is another', () => {
    const [first] = start().present.placements;
    // Our own rules would not place one object so near another.
    const placements = [first, { ...first, x: first.x + 0.01 }];
    const origin = { index: 4, name: 'Scene 4', leftOut: '2 of 4 objects are left out.' };
    const opened = edit(start(), { kind: 'open scene', placements, origin });
    expect(opened.present).toMatchObject({ asked: placements, origin });
    expect(faultOf(opened)).toBeNull();
    const changed = edit(opened, { kind: 'change', object: 0, attributes: { color: 'red' } });
    expect(changed.present.origin).toBe(origin);
    const other = edit(changed, { kind: 'replace scene', placements: [first] });
    expect(other.present.origin).toBeNull();
    expect(edit(other, { kind: 'undo' }).present.origin).toBe(origin);
  });
});
