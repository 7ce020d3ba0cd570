import { CLOSE_UP } from '../../../../scene/camera';
import { type Placement, type PlacementFault, placementFault } from '../../../../scene/sampler';
import type { ObjectAttributes } from '../../../../scene/scene-graph';
import type { OwnPicture } from '../../../../tasks/clevr/own-picture';
import { policyProblems } from '../../../../tasks/clevr/policy/policy-problems';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';

/** Bounds of the editor; the models were trained on `CLOSE_UP.minObjects` to `CLOSE_UP.maxObjects`. */
export const FEWEST_OBJECTS = 1;
export const MOST_OBJECTS = 10;
/** Objects can be dragged this far from the middle, scene units: out of the picture, but not out of reach. */
const REACH = CLOSE_UP.extent + 0.7;
const KEPT_STEPS = 200;

/** The question being edited. */
export interface Question {
  /** The objects as drawn, whether they keep the rules of placement or not. */
  readonly placements: readonly Placement[];
  /** The last placements that kept them: these are asked about. */
  readonly asked: readonly Placement[];
  readonly policy: Policy;
  /** Where the scene comes from, if from a file; edits of the scene leave it. */
  readonly origin: SceneOrigin | null;
  /** Shown and asked about in place of the scene, which stays what it was. */
  readonly picture: OwnPicture | null;
}

/** A scene of an official CLEVR file. */
export interface SceneOrigin {
  /** Its place in the file, from 0. */
  readonly index: number;
  readonly name: string;
  /** What the close-up does not show of it, a sentence; null where it shows all. */
  readonly leftOut: string | null;
}

export interface Editor {
  readonly past: readonly Question[];
  readonly present: Question;
  readonly future: readonly Question[];
  /** Index of the selected object. */
  readonly selected: number;
  /** The gesture that the last step belongs to; its next edit is part of the same step. */
  readonly gesture: string | null;
}

export type EditorAction =
  | { readonly kind: 'add'; readonly placement: Placement }
  | { readonly kind: 'remove'; readonly object: number }
  | {
      readonly kind: 'move';
      readonly object: number;
      readonly x: number;
      readonly y: number;
      readonly gesture: string;
    }
  | {
      readonly kind: 'change';
      readonly object: number;
      readonly attributes: Partial<ObjectAttributes>;
    }
  | { readonly kind: 'replace scene'; readonly placements: readonly Placement[] }
  /** One that the close-up is known to show: it is asked about as it is. */
  | {
      readonly kind: 'open scene';
      readonly placements: readonly Placement[];
      readonly origin: SceneOrigin | null;
    }
  | { readonly kind: 'show picture'; readonly picture: OwnPicture }
  | { readonly kind: 'leave picture' }
  | { readonly kind: 'replace policy'; readonly policy: Policy; readonly gesture?: string }
  | { readonly kind: 'select'; readonly object: number }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' };

/** An editor with nothing to undo. The placements must keep the rules. */
export function openEditor(placements: readonly Placement[], policy: Policy): Editor {
  const present = { placements, asked: placements, policy, origin: null, picture: null };
  return { past: [], present, future: [], selected: 0, gesture: null };
}

/**
 * The rule that the objects as drawn break; null when they are what is asked about. Of two objects in each other's way
 * the selected one is named: it is the one that was moved.
 */
export function faultOf({ present: { placements, asked }, selected }: Editor): PlacementFault | null {
  if (placements === asked) return null;
  const order = placements.map((_, i) => i).filter((i) => i !== selected);
  order.push(selected);
  const found = placementFault(order.map((i) => placements[i]));
  return found && { ...found, object: order[found.object] };
}

/** The editor after an action; actions that name no object, or would leave the bounds, change nothing. */
export function edit(editor: Editor, action: EditorAction): Editor {
  const { present, selected } = editor;
  const { placements } = present;
  const known = (object: number) => Number.isInteger(object) && object >= 0 && object < placements.length;
  switch (action.kind) {
    case 'add': {
      if (placements.length >= MOST_OBJECTS) return editor;
      return withPlacements(editor, [...placements, within(action.placement)], placements.length);
    }
    case 'remove': {
      if (!known(action.object) || placements.length <= FEWEST_OBJECTS) return editor;
      const left = placements.filter((_, i) => i !== action.object);
      const next = selected > action.object ? selected - 1 : Math.min(selected, left.length - 1);
      return withPlacements(editor, left, next);
    }
    case 'move': {
      const { object, x, y, gesture } = action;
      if (!known(object) || !Number.isFinite(x) || !Number.isFinite(y)) return editor;
      const moved = placements.map((p, i) => (i === object ? within({ ...p, x, y }) : p));
      return withPlacements(editor, moved, object, gesture);
    }
    case 'change': {
      if (!known(action.object)) return editor;
      const changed = placements.map((p, i) => (i === action.object ? { ...p, ...action.attributes } : p));
      return withPlacements(editor, changed, action.object);
    }
    case 'replace scene': {
      const { length } = action.placements;
      if (length < FEWEST_OBJECTS || length > MOST_OBJECTS) return editor;
      const replaced = withPlacements(editor, action.placements.map(within), Math.min(selected, length - 1));
      return { ...replaced, present: { ...replaced.present, origin: null, picture: null } };
    }
    case 'open scene': {
      const { placements, origin } = action;
      if (placements.length < FEWEST_OBJECTS || placements.length > MOST_OBJECTS) return editor;
      const opened = { ...present, placements, asked: placements, origin, picture: null };
      return { ...done(editor, opened, null), selected: 0 };
    }
    case 'show picture':
      return done(editor, { ...present, picture: action.picture }, null);
    case 'leave picture':
      return present.picture ? done(editor, { ...present, picture: null }, null) : editor;
    case 'replace policy':
      if (policyProblems(action.policy).length > 0) return editor;
      return done(editor, { ...present, policy: action.policy }, action.gesture ?? null);
    case 'select':
      return known(action.object) ? { ...editor, selected: action.object, gesture: null } : editor;
    case 'undo': {
      const last = editor.past.at(-1);
      if (!last) return editor;
      const future = [present, ...editor.future];
      return back({ ...editor, past: editor.past.slice(0, -1), present: last, future });
    }
    case 'redo': {
      const [next, ...future] = editor.future;
      return next ? back({ ...editor, past: [...editor.past, present], present: next, future }) : editor;
    }
  }
}

function within(placement: Placement): Placement {
  const clamp = (value: number) => Math.min(REACH, Math.max(-REACH, value));
  return { ...placement, x: clamp(placement.x), y: clamp(placement.y) };
}

function withPlacements(
  editor: Editor,
  placements: readonly Placement[],
  selected: number,
  gesture: string | null = null,
): Editor {
  const asked = placementFault(placements) ? editor.present.asked : placements;
  return { ...done(editor, { ...editor.present, placements, asked }, gesture), selected };
}

/** A step done; one of the same gesture as the step before extends that step. */
function done(editor: Editor, present: Question, gesture: string | null): Editor {
  const continues = gesture !== null && gesture === editor.gesture;
  const past = continues ? editor.past : [...editor.past, editor.present].slice(-KEPT_STEPS);
  return { ...editor, past, present, future: [], gesture };
}

function back(editor: Editor): Editor {
  const last = editor.present.placements.length - 1;
  return { ...editor, selected: Math.min(editor.selected, last), gesture: null };
}
