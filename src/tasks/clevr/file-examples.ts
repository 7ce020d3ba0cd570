import type { RandomStream } from '../../random/stream';
import { readClevrFile } from '../../scene/clevr-file';
import { type CloseUp, closeUp } from '../../scene/close-up';
import type { FileExamples } from '../task';
import { type ClevrExample, clevrExample } from './example';
import type { Policy } from './policy/policy-tree';
import { sceneQuestions } from './scene-questions';

/** Questions about the scenes of an official CLEVR file, with their pictures. */
export function fileExamples(
  policies: readonly Policy[],
  text: string,
  perPolicy: number,
  random: RandomStream,
): FileExamples<ClevrExample> {
  const read = closeUps(text);
  if (!read.ok) return read;
  const asked = sceneQuestions(policies, read.shown, perPolicy, random);
  if (!asked.ok) return asked;
  const examples = asked.questions.map(({ scene, policy }) => clevrExample(scene, policy));
  return { ok: true, examples, note: asked.note };
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
