import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRunRecordFile } from '../../experiment/record/record-schema';
import type { RunRecord } from '../../experiment/record/run-record';
import { mixedGroup } from './facts';
import { scored } from './score';
import { mostLost } from './seeds';

const read = parseRunRecordFile(readFileSync('public/runs/quick-trimpi-poro-dapo-1.json', 'utf8'));
const record = (read as { record: RunRecord }).record;
const sft = record.stages.find(({ stage }) => stage === 'cot-sft')?.evaluation?.endTask?.value ?? 0;

describe('the score of the lesson', () => {
  it('counts what was predicted, near or far', () => {
    const near = Math.round(100 * sft) + 9;
    const far = Math.round(100 * sft) - 12;
    expect(scored({ reason: near }, record, [])).toMatchObject([{ id: 'reason', isRight: true }]);
    expect(scored({ reason: far }, record, [])).toMatchObject([{ id: 'reason', isRight: false }]);
    expect(scored({}, record, [])).toEqual([]);
    // The first step has no number of the recording.
    expect(scored({ follow: [true, false, true] }, record, [])).toEqual([]);
  });

  it('counts choices that are right as a whole', () => {
    const group = mixedGroup(record)?.group;
    const up = group?.responses.flatMap(({ advantage }, place) => (advantage > 0 ? [place] : [])) ?? [];
    const skill = mostLost([], record)?.skill;
    const right = scored(
      { inject: ['policy', 'question', 'reasoning', 'answer'], explore: up, forgetting: skill },
      record,
      [],
    );
    expect(right.map(({ id, isRight }) => [id, isRight])).toEqual([
      ['inject', true],
      ['explore', true],
      ['forgetting', true],
    ]);
    const wrong = scored({ inject: ['policy'], explore: up.slice(1) }, record, []);
    expect(wrong.map(({ isRight }) => isRight)).toEqual([false, false]);
  });
});
