import { CLOSE_UP } from './camera';
import { hiddenObject, insidePicture, placementsOf, sceneOf, visibilityView } from './sampler';
import type { Scene } from './scene-graph';

/** A scene of somebody else's as the close-up camera shows it. */
export interface CloseUp {
  /** What is drawn: the objects that can be seen whole, in the close-up's coordinates. */
  readonly scene: Scene;
  /** Objects of the scene before that reach over the picture's edge, or lie outside; they are left out. */
  readonly cutOff: readonly number[];
  /** Objects that others would hide too much; they are left out, too. */
  readonly hidden: readonly number[];
}

/**
 * Turns a scene that CLEVR's camera saw (any of its jittered ones: the scene's own `directions` say which way it looked) so that the
 * close-up looks the same way. CLEVR's field is larger than what the close-up shows, and its camera lower: objects that cannot be
 * seen by the rules of our own scenes are left out of the picture, so that what is asked about it has an answer.
 *
 * @param scene whose `directions.right` lies on the ground (clevr-file.ts checks that)
 */
export function closeUp(scene: Scene): CloseUp {
  const [x, y] = scene.directions.right;
  const length = Math.sqrt(x * x + y * y);
  const [cos, sin] = [x / length, y / length];
  // Browsers may differ in the last bit of an arctangent; a thousandth of a degree cannot be seen.
  const azimuth = Math.round((Math.atan2(sin, cos) * 180_000) / Math.PI) / 1000;
  const turned = placementsOf(scene).map((placement) => ({
    ...placement,
    x: cos * placement.x + sin * placement.y,
    y: cos * placement.y - sin * placement.x,
    rotation: (placement.rotation - azimuth) % 360,
  }));
  const view = visibilityView(CLOSE_UP);
  const all = turned.map((_, object) => object);
  const inside = all.filter((object) => insidePicture(turned[object], view));
  const hidden: number[] = [];
  for (let seen = inside; ; seen = seen.filter((object) => !hidden.includes(object))) {
    const placements = seen.map((object) => turned[object]);
    const fault = hiddenObject(placements, CLOSE_UP, view);
    if (!fault) {
      const cutOff = all.filter((object) => !inside.includes(object));
      return { scene: sceneOf(placements), cutOff, hidden: hidden.sort((a, b) => a - b) };
    }
    hidden.push(seen[fault.object]);
  }
}

/** What is not in the picture, in words for people; null when everything is. */
export function leftOut({ scene, cutOff, hidden }: CloseUp): string | null {
  const missing = cutOff.length + hidden.length;
  if (missing === 0) return null;
  const total = scene.objects.length + missing;
  const parts = [
    ...(cutOff.length > 0 ? [`the close-up cuts off ${cutOff.length}`] : []),
    ...(hidden.length > 0 ? [`others hide ${hidden.length}`] : []),
  ];
  return `${missing} of ${total} objects ${missing === 1 ? 'is' : 'are'} left out: ${parts.join(', ')}.`;
}
