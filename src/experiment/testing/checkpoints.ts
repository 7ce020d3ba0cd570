import type { StageName } from '../plan/methods';
import type { Checkpoint } from '../record/checkpoint-codec';
import { runRecordOf, someExamples } from './records';

/** A whole and valid checkpoint of TriMPI w/ PoRo-DAPO with arrays of `length` numbers. */
export function checkpointOf(
  where: 'between stages' | 'in the middle of RL',
  { id = 'a run', length = 16 } = {},
): Checkpoint {
  const record = runRecordOf({ seed: 1, accuracy: 0.5, examples: someExamples(1) });
  const stages = record.stages.slice(0, 3);
  const array = (first: number) => Float32Array.from({ length }, (_, i) => first + i / 7);
  const [, , , rl] = record.stages;
  const inRl = where === 'in the middle of RL';
  return {
    id,
    config: record.config,
    provenance: record.provenance,
    base: 'ab'.repeat(32),
    state: {
      stages,
      rollouts: inRl ? record.rollouts : [],
      values: new Map<StageName, Float32Array>([
        ['vm-cpt', array(1)],
        ['cot-sft', array(2)],
      ]),
      current: inRl
        ? {
            ...{ stage: 'rl', curve: rl.curve, seconds: 12.345, parameters: array(3) },
            optimizer: { m: array(4), v: array(5), step: 2 },
          }
        : null,
    },
  };
}
