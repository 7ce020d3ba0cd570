import type { Segment } from '../../sequence/flat-batch';
import { portion } from '../curriculum';
import type { Curriculum } from '../task';
import { type BoardPicture, boardSegments, randomBoardPicture } from './boards';
import {
  DECISIVE,
  inContextSegments,
  PLAIN,
  ruleWalkSegments,
  someTools,
  toolChoiceSegments,
} from './fresh-segments';
import { freshPolicy } from './rules/fresh';

/**
 * What a base learns tools from: questions about boards; rules in text alone (four policies for the first 70 % of the main phase, then
 * two); choosing tools without a policy; and from 25 % on fresh policies in the prompt, of one to three tools, in the last phase
 * of all seven.
 */
export function gtaCurriculum(): Curriculum<BoardPicture> {
  return {
    pictures: (count, random) => Array.from({ length: count }, () => randomBoardPicture(random)),
    segments({ isPlain, progress, isLong }, pictures, random, share) {
      const segments: Segment[] = [];
      const [answer, emphasis] = isPlain ? [1, PLAIN] : [4, DECISIVE];
      const add = (make: (first: number) => Segment[]) => segments.push(...make(segments.length));
      const policy = (tools: number) => freshPolicy(random, someTools(tools, random));
      for (const picture of pictures) add((first) => boardSegments(picture, first, answer));
      for (let i = portion(progress < 0.7 ? 4 : 2, share, random); i > 0; i--) {
        const tools = isLong ? 2 + random.int(6) : 1 + random.int(3);
        add((first) => ruleWalkSegments(policy(tools), 6, random, first, emphasis));
      }
      add(() => toolChoiceSegments(6, random));
      if (progress >= 0.25) {
        for (let i = portion(isLong ? 3 : 5, share, random); i > 0; i--) {
          const tools = isLong ? 7 : 1 + random.int(3);
          add((first) => inContextSegments(policy(tools), isLong ? 6 : 4, random, first, emphasis));
        }
      }
      return segments;
    },
  };
}
