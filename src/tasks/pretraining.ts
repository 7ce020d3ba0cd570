import type { RandomStream } from '../random/stream';
import { CLEVR_POLICY_M } from './clevr/clevr-policy-m';
import { CLEVR_POLICY_T } from './clevr/clevr-policy-t';
import { clevrCurriculum } from './clevr/curriculum';
import { combined } from './curriculum';
import type { Curriculum, Task } from './task';

/** What bases are trained on: a curriculum for each family of tasks. Apart from the registry, because only pretraining needs it. */
export function baseCurriculum(random: RandomStream): Curriculum {
  return combined([{ curriculum: clevrCurriculum(random.fork('clevr')), share: 1 }]);
}

/** The tasks whose skills a base is measured on. */
export const BASE_TASKS: readonly Task[] = [CLEVR_POLICY_T, CLEVR_POLICY_M];
