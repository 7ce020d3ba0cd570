import type { RandomStream } from '../../random/stream';
import type { CloseUp } from '../../scene/close-up';
import type { Scene } from '../../scene/scene-graph';
import type { Policy } from './policy/policy-tree';
import { goldReasoning } from './policy/walk';

/** A scene, and the policy that is asked about it. */
export interface SceneQuestion {
  /** The same object as in the close-up that it was chosen from. */
  readonly scene: Scene;
  readonly policy: Policy;
}

/** Questions about scenes of a file, with a note on what of the file they show; or one sentence about why there are none. */
export type SceneQuestions =
  | { readonly ok: true; readonly questions: readonly SceneQuestion[]; readonly note: string }
  | { readonly ok: false; readonly message: string };

/**
 * Questions about scenes of an official CLEVR file, as the close-up shows them. Cases are dealt in rounds as far as there are scenes of
 * them, so that the set is as balanced as ours where it can be.
 *
 * @param perPolicy questions for each policy at most
 */
export function sceneQuestions(
  policies: readonly Policy[],
  shown: readonly CloseUp[],
  perPolicy: number,
  random: RandomStream,
): SceneQuestions {
  const scenes = shown.map(({ scene }) => scene).filter(({ objects }) => objects.length > 0);
  if (scenes.length === 0) {
    return { ok: false, message: 'The close-up camera shows no object of any scene in the file whole.' };
  }
  const questions = policies.flatMap((policy) =>
    balanced(policy, scenes, perPolicy, random.fork(policy.name)).map((scene) => ({ scene, policy })),
  );
  return { ok: true, questions, note: noteOf(shown) };
}

/** Up to `count` scenes, no two the same, with cases as even as the scenes allow. */
function balanced(policy: Policy, scenes: readonly Scene[], count: number, random: RandomStream): Scene[] {
  const byCase = new Map<number | null, Scene[]>();
  for (const scene of random.shuffled(scenes)) {
    const { caseNumber } = goldReasoning(policy, scene.objects);
    const ofCase = byCase.get(caseNumber);
    if (ofCase) ofCase.push(scene);
    else byCase.set(caseNumber, [scene]);
  }
  const chosen: Scene[] = [];
  for (let round = 0; chosen.length < count; round++) {
    const next = [...byCase.values()].flatMap((ofCase) => ofCase[round] ?? []);
    if (next.length === 0) break;
    chosen.push(...random.shuffled(next));
  }
  return chosen.slice(0, count);
}

function noteOf(shown: readonly CloseUp[]): string {
  const sum = (of: (one: CloseUp) => number) => shown.reduce((total, one) => total + of(one), 0);
  const seen = sum(({ scene }) => scene.objects.length);
  const [cutOff, hidden] = [sum(({ cutOff }) => cutOff.length), sum(({ hidden }) => hidden.length)];
  const empty = shown.filter(({ scene }) => scene.objects.length === 0).length;
  return [
    `${shown.length} scenes with ${seen + cutOff + hidden} objects.`,
    `The close-up camera shows ${seen} of them, cuts off ${cutOff}, and ${hidden} are hidden by others; those are not drawn.`,
    ...(empty === 1 ? ['1 scene shows nothing and is left out.'] : []),
    ...(empty > 1 ? [`${empty} scenes show nothing and are left out.`] : []),
  ].join(' ');
}
