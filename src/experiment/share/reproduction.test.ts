import { expect, it } from 'vitest';
import { runRecordOf } from '../testing/records';
import { reproductions } from './reproduction';
import { linkResults } from './share-link';

it('says per stage whether the run came out within the recorded interval', () => {
  const recorded = linkResults(runRecordOf({ seed: 1, accuracy: 0.7 }).stages);
  const near = runRecordOf({ seed: 1, accuracy: 0.75 }).stages;
  const far = runRecordOf({ seed: 1, accuracy: 0.4 }).stages;
  expect(reproductions(recorded, near).map(({ stage, within }) => [stage, within])).toEqual([
    ['vm-cpt', true],
    ['cot-sft', true],
    ['rl', true],
  ]);
  expect(reproductions(recorded, far).some(({ within }) => within)).toBe(false);
  expect(reproductions(recorded, far.slice(0, 2)).map(({ stage }) => stage)).toEqual(['vm-cpt']);
});
