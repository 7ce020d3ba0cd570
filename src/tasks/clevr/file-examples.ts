import type { RandomStream } from '../../random/stream';
import { readClevrFile } from '../../scene/clevr-file';
import { type CloseUp, closeUp } from '../../scene/close-up';
import type { Scene } from '../../scene/scene-graph';
import type { FileExamples } from '../task';
import { type ClevrExample, clevrExample } from './example';
import type { Policy } from './policy/policy-tree';
import { goldReasoning } from './policy/walk';

/**
 * Questions about the scenes of an official CLEVR file, as the close-up shows them. Cases are dealt in rounds as far as the file has
 * scenes of them, so that the set is as balanced as ours where it can be.
 */
export function fileExamples(
  policies: readonly Policy[],
  text: string,
  perPolicy: number,
  random: RandomStream,
): FileExamples<ClevrExample> {
  const read = closeUps(text);
  if (!read.ok) return read;
  const { shown } = read;
  const scenes = shown.map(({ scene }) => scene).filter(({ objects }) => objects.length > 0);
  if (scenes.length === 0) {
    return { ok: false, message: 'The close-up camera shows no object of any scene in the file whole.' };
  }
  const examples = policies.flatMap((policy) =>
    balanced(policy, scenes, perPolicy, random.fork(policy.name)).map((scene) => clevrExample(scene, policy)),
  );
  return { ok: true, examples, note: noteOf(shown) };
}

type Read =
  | { readonly ok: true; readonly shown: readonly CloseUp[] }
  | { readonly ok: false; readonly message: string };

/** What was read last: CLEVR's validation file takes some twenty seconds, and many runs are evaluated on the same one. */
let latest: { readonly text: string; readonly read: Read } | null = null;

function closeUps(text: string): Read {
  if (latest?.text !== text) {
    const file = readClevrFile(text);
    latest = {
      text,
      read: file.ok ? { ok: true, shown: file.scenes.map(({ scene }) => closeUp(scene)) } : file,
    };
  }
  return latest.read;
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
    ...(empty > 0 ? [`${empty} scenes show nothing and are left out.`] : []),
  ].join(' ');
}
