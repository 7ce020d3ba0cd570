import type { RandomStream } from '../random/stream';
import { CLEVR_POLICY_M } from './clevr/clevr-policy-m';
import { CLEVR_POLICY_T } from './clevr/clevr-policy-t';
import { clevrCurriculum } from './clevr/curriculum';
import { combined } from './curriculum';
import { gtaCurriculum } from './gta/curriculum';
import { GTA_POLICY } from './gta/gta-policy';
import type { Curriculum, Task } from './task';

/** What a base is trained on, and the tasks whose skills it is measured on. */
interface BaseFamily {
  curriculum(random: RandomStream): Curriculum;
  readonly tasks: readonly Task[];
}

/** Families of tasks; `all` is for the question whether one base serves them all. Apart from the registry, because only pretraining needs curricula. */
export const BASE_FAMILIES = {
  clevr: {
    curriculum: (random) => clevrCurriculum(random.fork('clevr')),
    tasks: [CLEVR_POLICY_T, CLEVR_POLICY_M],
  },
  gta: { curriculum: gtaCurriculum, tasks: [GTA_POLICY] },
  all: {
    curriculum: (random) =>
      combined([
        { curriculum: clevrCurriculum(random.fork('clevr')), share: 0.5 },
        { curriculum: gtaCurriculum(), share: 0.5 },
      ]),
    tasks: [CLEVR_POLICY_T, CLEVR_POLICY_M, GTA_POLICY],
  },
} as const satisfies Record<string, BaseFamily>;

export type BaseFamilyName = keyof typeof BASE_FAMILIES;
