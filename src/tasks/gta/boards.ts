import type { RandomStream } from '../../random/stream';
import { plainImage, type Segment, weighedFrom } from '../../sequence/flat-batch';
import { imageTokens } from '../../sequence/passage';
import { EOS, tokenId } from '../../sequence/vocabulary';
import type { LabelledPicture, PatchLabel, SkillTest } from '../task';
import { BOARD_KINDS, boardPatches } from './pictures/board';
import {
  contentKey,
  modelPicture,
  type PictureContent,
  samplePicture,
  showsMathematics,
} from './pictures/picture';
import { shareOf } from './splits';
import { idsOf, wordsOf } from './words';

/** Seeing what tools are chosen by: is it a board, does it show mathematics, what does it say? */
export const BOARD_SKILLS = ['board', 'mathematics', 'read'] as const;
export type BoardSkill = (typeof BOARD_SKILLS)[number];

/** A picture for the vision warm-up and for questions. */
export interface BoardPicture extends LabelledPicture {
  readonly content: PictureContent;
}

/** Words of a label; ClevrPolicy's have one for each attribute type, and a batch may hold both. */
const LABEL_WORDS = 4;

/** Letters are labelled by their word, digits and signs by themselves; scenes by nobody here. */
function patchLabels(content: PictureContent): PatchLabel[] {
  const label = (word: string | null): PatchLabel => ({
    words: Array(LABEL_WORDS).fill(tokenId(word ?? 'nothing')),
    isEmpty: word === null,
  });
  return content.kind === 'board' ? boardPatches(content.board).map(label) : [];
}

/** Three boards for each scene. */
export function randomBoardPicture(random: RandomStream): BoardPicture {
  for (;;) {
    const kind = random.next() < 0.75 ? random.pick(BOARD_KINDS) : 'scene';
    const content = samplePicture(kind, random);
    if (shareOf(`picture ${contentKey(content)}`) !== 'training') continue;
    const picture = modelPicture(content);
    const places = imageTokens(picture).length;
    const labels = content.kind === 'board' ? patchLabels(content) : Array<PatchLabel>(places).fill(null);
    return { content, picture, labels };
  }
}

/** `<ask> mathematics ?` -> yes, `<ask> read ?` -> the board's words. */
function question(skill: BoardSkill, content: PictureContent): { asked: number[]; answer: number[] } {
  const yesOrNo = (yes: boolean) => [tokenId(yes ? 'yes' : 'no')];
  const answer =
    skill === 'read'
      ? [...idsOf(wordsOf(content.kind === 'board' ? content.board.text : 'nothing')), EOS]
      : yesOrNo(skill === 'board' ? content.kind === 'board' : showsMathematics(content));
  return { asked: idsOf(['<ask>', skill, '?']), answer };
}

/** All questions about one picture, which they share. */
export function boardSegments(
  { content, picture }: BoardPicture,
  firstIndex: number,
  weight: number,
): Segment[] {
  const places = imageTokens(picture);
  return [
    weighedFrom(places.length, places, { images: [plainImage(picture)] }),
    ...BOARD_SKILLS.map((skill): Segment => {
      const { asked, answer } = question(skill, content);
      return {
        tokens: [...asked, ...answer],
        images: [],
        weights: [...asked.map(() => 0), ...answer.map(() => weight)],
        prefix: firstIndex,
      };
    }),
  ];
}

/** Questions of one skill about unseen pictures; yes and no are equally likely. */
export function boardTest(skill: BoardSkill, random: RandomStream, count: number): SkillTest {
  const probes = Array.from({ length: count }, (_, i) => {
    const content = testContent(skill, i, random);
    const { asked, answer } = question(skill, content);
    const picture = modelPicture(content);
    return {
      prompt: { tokens: [...imageTokens(picture), ...asked], images: [picture] },
      isRight: (response: readonly number[]) => answer.every((token, at) => response[at] === token),
      answer,
    };
  });
  return { probes, maxTokens: Math.max(...probes.map(({ answer }) => answer.length)) };
}

/** For yes and no, each answer for every other picture; for reading, boards. */
function testContent(skill: BoardSkill, index: number, random: RandomStream): PictureContent {
  for (;;) {
    const kind = skill === 'board' && index % 2 === 1 ? 'scene' : random.pick(BOARD_KINDS);
    const content = samplePicture(kind, random);
    if (skill !== 'mathematics' || showsMathematics(content) === (index % 2 === 0)) return content;
  }
}
