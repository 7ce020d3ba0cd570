import type { RandomStream } from '../../random/stream';
import { sceneQuestion } from '../../scene/scene-question';
import type { NamedPicture } from './pictures/picture';

/**
 * A question as Qwen2.5-VL could answer it before any training: about one of the pictures, or a sum where there is none. Scenes are asked
 * about as in ClevrPolicy; boards are read.
 *
 * @returns the picture asked about; null for a question in text alone
 */
export function gtaForgettingQuestion(
  pictures: readonly NamedPicture[],
  index: number,
  random: RandomStream,
): { readonly question: string; readonly answer: string; readonly picture: NamedPicture | null } {
  if (pictures.length === 0) {
    const [a, b] = [10 + random.int(90), 10 + random.int(90)];
    const question = `What is ${a} + ${b}? Give the number in \\boxed{}, like \\boxed{4}.`;
    return { question, answer: String(a + b), picture: null };
  }
  const picture = random.pick(pictures);
  const { content } = picture;
  if (content.kind === 'scene') return { ...sceneQuestion(content.scene, index, random), picture };
  const question = 'What does the board say? Give its words in \\boxed{}, like \\boxed{soup 12}.';
  return { question, answer: content.board.text, picture };
}
