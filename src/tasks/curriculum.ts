import type { RandomStream } from '../random/stream';
import type { Segment } from '../sequence/flat-batch';
import type { Curriculum, LabelledPicture } from './task';

/** A family of tasks with its share of every batch, 0 to 1. */
export interface CurriculumPart {
  readonly curriculum: Curriculum;
  readonly share: number;
}

/** A picture, and which part drew it. */
interface DrawnPicture extends LabelledPicture {
  readonly part: number;
  readonly drawn: LabelledPicture;
}

/**
 * One curriculum of several: each part has its share of a batch's pictures and of its text. A whole picture at least comes from
 * every part.
 *
 * @param parts whose shares sum to 1
 */
export function combined(parts: readonly CurriculumPart[]): Curriculum<DrawnPicture> {
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  if (Math.abs(total - 1) > 1e-9) {
    throw new RangeError(`The shares of a curriculum sum to 1, not to ${total}.`);
  }
  return {
    pictures: (count, random) =>
      parts.flatMap(({ curriculum, share }, part) =>
        curriculum
          .pictures(Math.max(1, Math.round(count * share)), random.fork(`pictures ${part}`))
          .map((drawn) => ({ picture: drawn.picture, labels: drawn.labels, part, drawn })),
      ),
    segments(moment, pictures, random, share) {
      const segments: Segment[] = [];
      parts.forEach(({ curriculum, share: own }, part) => {
        const drawn = pictures.filter((picture) => picture.part === part).map((picture) => picture.drawn);
        const first = segments.length;
        const added = curriculum.segments(moment, drawn, random.fork(`segments ${part}`), share * own);
        segments.push(
          ...added.map((segment) => ({
            ...segment,
            prefix: segment.prefix === null ? null : segment.prefix + first,
          })),
        );
      });
      return segments;
    },
  };
}

/** A number of things of which this is the share: whole ones, and one more with the chance of what is left. */
export function portion(count: number, share: number, random: RandomStream): number {
  const wanted = count * share;
  const whole = Math.floor(wanted);
  return whole === wanted ? whole : whole + (random.next() < wanted - whole ? 1 : 0);
}
