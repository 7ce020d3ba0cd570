import { describe, expect, it } from 'vitest';
import { type Answer, judged } from '../../evaluate/answers';
import { accuracy } from '../../evaluate/end-task';
import { referral } from '../../evaluate/referral';
import { RandomStream } from '../../random/stream';
import { TASK_KINDS } from '../../tasks/dataset';
import { taskOf } from '../../tasks/registry';
import { type Example, goldResponse, type Task } from '../../tasks/task';
import { findPreset, type Preset } from '../plan/presets';
import { runRecordOf } from '../testing/records';
import { answerRow, countErrors, responseOfRow } from './answer-rows';
import { packQuestions, viewOf } from './questions';
import { parseRunRecord } from './record-schema';
import { responseView } from './views';

/** Half of the answers by the book, half by somebody who does not look. */
function answersOf(task: Task, examples: readonly Example[]): Answer[] {
  const random = RandomStream.of(1, 'answers for tests');
  return examples.map((example, i) => {
    const tokens = i % 2 === 0 ? goldResponse(example) : task.blindResponse(example, random);
    return judged(
      task,
      example,
      tokens,
      tokens.map((_, at) => -at / 10),
    );
  });
}

describe.each(TASK_KINDS)('every answer of an evaluation of %s', (kind) => {
  const task = taskOf(kind);
  const { dataset } = (findPreset('quick') as Preset).config;
  const examples = [...task.examples({ ...dataset, kind, policies: 2 }, 'test', 8, 1)];
  const overridden = task.override(examples, RandomStream.of(1, 'override'));
  const questions = packQuestions(task, examples, overridden);
  const given = answersOf(task, examples);
  const rows = given.map((answer) => answerRow(task, answer));

  it('is kept with its question, and both come back as they were', () => {
    expect(questions.asked.map((question) => viewOf(questions, question))).toEqual(
      examples.map((example) => task.view(example)),
    );
    expect(viewOf(questions, questions.overridden[0])).toEqual(task.view(overridden[0]));
    rows.forEach((row, i) => {
      const { tokens, ...whole } = responseView(task, given[i]);
      const { tokens: kept, ...rest } = responseOfRow(task, row);
      expect(rest).toEqual(whole);
      expect(kept.map(({ text }) => text)).toEqual(tokens.map(({ text }) => text));
      kept.forEach(({ logp }, at) => {
        expect(Math.abs(Math.exp(logp) - Math.exp(tokens[at].logp))).toBeLessThan(0.011);
      });
    });
  });

  it('adds up to what the evaluation says', () => {
    const credit = rows.reduce((sum, row) => sum + row.accuracy, 0) / rows.length;
    expect(credit).toBeCloseTo(accuracy(given).value, 12);
    const { errors, byClass } = countErrors(rows);
    const mean = referral(given);
    expect(byClass.perception ?? 0).toBeCloseTo(mean.perception * rows.length, 9);
    expect(errors).toBeGreaterThan(0);
    const right = rows.filter((row, i) => row.said === questions.asked[i].right);
    expect(right.length).toBeGreaterThanOrEqual(rows.filter((row) => row.accuracy === 1).length);
  });

  it('is read from a file, where a question that is none is refused', () => {
    const plain = runRecordOf({ seed: 1, accuracy: 0.5 });
    const answers = { withoutPolicy: rows, withPolicy: rows, override: [] };
    const stages = plain.stages.map((stage) => ({
      ...stage,
      evaluation: stage.evaluation && { ...stage.evaluation, answers },
    }));
    const record = { ...plain, stages, questions: { ...questions, overridden: [] } };
    const text = JSON.stringify(record);
    expect(parseRunRecord(JSON.parse(text))).toEqual({ ok: true, record: JSON.parse(text) });
    const parts = record.questions.parts.map((part, i) => (i === 0 ? { not: 'a scene' } : part));
    expect(
      parseRunRecord(JSON.parse(JSON.stringify({ ...record, questions: { ...questions, parts } }))),
    ).toMatchObject({
      ok: false,
      reason: expect.stringContaining('questions'),
    });
    console.log(`${kind}: ${Math.round(text.length / examples.length)} characters per question in all`);
  });
});
