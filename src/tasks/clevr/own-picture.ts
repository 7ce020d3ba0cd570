import type { Scene } from '../../scene/scene-graph';
import { IMAGE_SIZE } from '../../sequence/image';
import { type ClevrExample, clevrExample } from './example';
import type { Policy, Reasoning } from './policy/policy-tree';
import { leaves } from './policy/walk';

/**
 * A picture that somebody brought, as the model sees it: RGB bytes, [IMAGE_SIZE, IMAGE_SIZE, 3]. A list of numbers, because views
 * are plain JSON.
 */
export type OwnPicture = readonly number[];

/** The right reasoning about a picture of somebody's own: none is known. */
export const NOBODY_KNOWS: Reasoning = { steps: [], caseNumber: null };

/** The scene of a picture of somebody's own: no object of it is known. */
export const UNKNOWN_SCENE: Scene = {
  objects: [],
  relationships: { left: [], right: [], front: [], behind: [] },
  directions: { left: [-1, 0, 0], right: [1, 0, 0], front: [0, -1, 0], behind: [0, 1, 0] },
};

/**
 * A question about a picture of somebody's own. Its response only says how long one may become: it is the longest that the policy
 * can ask for.
 */
export function ownPictureExample(picture: OwnPicture, tree: Policy): ClevrExample {
  const [longest] = [...leaves(tree)].sort((a, b) => b.steps.length - a.steps.length);
  const shown = { rgb: Uint8Array.from(picture), side: IMAGE_SIZE, canMirror: true };
  return { ...clevrExample(UNKNOWN_SCENE, tree, longest, shown), gold: NOBODY_KNOWS, answerClass: 'unknown' };
}
