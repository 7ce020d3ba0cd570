import { describe, expect, it } from 'vitest';
import type { RolloutResponse } from '../../experiment/record/run-record';
import type { TrainerEvent } from '../../worker/protocol';
import { spreadOut } from './rollout-steps';
import { applyEvent, INITIAL_PAGE, type PageState, startedRun } from './run-view';
import { currentStage, headlineOf, stageSummaries } from './stage-state';
import { backend, config, outcome, runEvents } from './testing/recorded-events';

const date = '2026-01-01T00:00:00Z';
const started: PageState = {
  ...INITIAL_PAGE,
  trainer: { backend, loading: null, failure: null },
  live: startedRun(1, config, backend, date),
};
const RESPONSE: RolloutResponse = {
  source: 'no-policy',
  tokens: [],
  accuracy: 0,
  format: 0,
  reward: 0,
  advantage: 0,
  logp: null,
  logpWithPolicy: null,
};
const fold = (events: readonly TrainerEvent[], state = started) => events.reduce(applyEvent, state);
const upTo = (kind: TrainerEvent['kind'], nth = 0) => {
  const events = runEvents(1);
  const at = events.map((event, i) => (event.kind === kind ? i : -1)).filter((i) => i >= 0)[nth];
  return fold(events.slice(0, at + 1));
};

describe('a live run', () => {
  it('grows the same stages that its record ends with', () => {
    const events = runEvents(1);
    const grown = fold(events.slice(0, -1)).live?.record.stages;
    const final = fold(events).live?.record.stages;
    const withoutSeconds = (stages: typeof final) => stages?.map((stage) => ({ ...stage, seconds: 0 }));
    expect(withoutSeconds(grown)).toEqual(withoutSeconds(final));
    expect(fold(events).live?.status).toBe('finished');
  });

  it('drops what other runs and requests say', () => {
    expect(fold(runEvents(2))).toBe(started);
    expect(fold([{ kind: 'token', request: 9, text: 'x', logp: 0 }])).toBe(started);
    expect(fold([{ kind: 'failed', run: 7, message: 'late' }])).toBe(started);
  });

  it('that goes on from a checkpoint has its curve, and counts its steps from there', () => {
    const done = upTo('progress', 1).live?.record.stages ?? [];
    const restored: TrainerEvent[] = [
      { kind: 'state', run: 1, state: 'running' },
      { kind: 'restored', run: 1, stages: done, rollouts: [] },
      { kind: 'stage-started', run: 1, stage: 'cot-sft', steps: 6 },
    ];
    const view = fold(restored).live;
    expect(view?.record.stages).toEqual(done);
    expect(view?.progress).toMatchObject({ stage: 'cot-sft', done: 2, steps: 6 });
  });

  it('shows why the trainer paused it until it goes on', () => {
    const alarmed = fold([
      { kind: 'anomaly', run: 1, message: 'The reward has collapsed.' },
      { kind: 'state', run: 1, state: 'paused' },
    ]);
    expect(alarmed.live).toMatchObject({ status: 'paused', anomaly: 'The reward has collapsed.' });
    expect(fold([{ kind: 'state', run: 1, state: 'running' }], alarmed).live?.anomaly).toBeNull();
  });

  it('does not change the states before it', () => {
    const frozen = JSON.stringify(started);
    fold(runEvents(1));
    expect(JSON.stringify(started)).toBe(frozen);
  });

  it('keeps a bounded number of RL steps: evenly spread, the newest always, nothing that it had let go', () => {
    let kept: { step: number }[] = [];
    for (let step = 0; step < 1000; step++) {
      const next = spreadOut([...kept, { step }], 48);
      expect(next.at(-1)).toEqual({ step });
      expect(next.length).toBeLessThanOrEqual(49);
      expect(next.length).toBeGreaterThan(Math.min(step, 23));
      const gaps = next.slice(1, -1).map((one, i) => one.step - next[i].step);
      expect(new Set(gaps).size).toBeLessThanOrEqual(1);
      kept = next;
    }
  });

  it('keeps the groups of a step as they were told last, and the examples as objects', () => {
    const rollouts = (step: number, reward: number): TrainerEvent => {
      const { example } = structuredClone(outcome(true));
      const response = { ...RESPONSE, reward };
      return {
        kind: 'rollouts',
        sampled: 1,
        run: 1,
        step,
        groups: [{ example, responses: [response], dropped: null }],
        updates: [{ groups: 1, tokens: 1 }],
      };
    };
    const first = fold([rollouts(0, 0), rollouts(1, 0)]);
    const then = fold([rollouts(1, 1), rollouts(2, 0)], first);
    const kept = then.live?.record.rollouts ?? [];
    expect(kept.map(({ step, groups }) => [step, groups[0].responses[0].reward])).toEqual([
      [0, 0],
      [1, 1],
      [2, 0],
    ]);
    expect(kept[1].groups[0].example).toBe(first.live?.record.rollouts[1].groups[0].example);
  });

  it('tells the rail what each stage is at', () => {
    const rail = (state: PageState) =>
      stageSummaries(config, state.live).map(({ stage, state: at, done, fraction }) => [
        stage,
        at,
        done,
        fraction,
      ]);
    expect(rail(started)).toEqual([
      ['base', 'waiting', 0, 0],
      ['cot-sft', 'waiting', 0, 0],
    ]);
    expect(rail(upTo('evaluating'))[0]).toEqual(['base', 'evaluating', 0, 0.5]);
    expect(rail(upTo('progress', 1))).toEqual([
      ['base', 'done', 0, 1],
      ['cot-sft', 'running', 2, 2 / 6],
    ]);
    expect(rail(upTo('state', 1))[1][1]).toBe('paused');
    expect(rail(upTo('finished')).map(([, at]) => at)).toEqual(['done', 'done']);
    const stopped = fold([{ kind: 'state', run: 1, state: 'stopped', isKept: true }], upTo('progress', 1));
    expect(rail(stopped)[1]).toEqual(['cot-sft', 'ended early', 2, 2 / 6]);
  });

  it('keeps the eye on the stage at work, then on the last one measured', () => {
    expect(currentStage(upTo('evaluating').live)).toBe('base');
    expect(currentStage(upTo('progress').live)).toBe('cot-sft');
    expect(currentStage(upTo('finished').live)).toBe('cot-sft');
  });

  it('compares the base with the policy against the latest stage without', () => {
    expect(headlineOf(upTo('evaluated').live, null).internalized).toBeNull();
    const done = upTo('finished').live;
    const headline = headlineOf(done, null);
    expect(headline.base?.inContext.value).toBe(0.7);
    expect(headline.internalized?.evaluation.endTask?.value).toBe(0.5);
    expect(headlineOf(done, 'base').internalized).toBeNull();
  });

  it('keeps what was trained when the run fails, and says why', () => {
    const failed = fold([{ kind: 'failed', run: 1, message: 'Lost.' }], upTo('progress', 3));
    expect(failed.live?.status).toBe('failed');
    expect(failed.live?.failure).toBe('Lost.');
    expect(failed.live?.record.stages[1].curve).toHaveLength(4);
  });

  it('outlives a question that could not be answered', () => {
    const asked = { ...upTo('progress'), answer: { request: 1, tokens: [], response: null } };
    const failed = fold([{ kind: 'failed', run: null, message: 'Cannot answer.' }], asked);
    expect(failed.live?.status).toBe('running');
    expect(failed.answer).toBeNull();
    expect(failed.trainer.failure).toBe('Cannot answer.');
  });
});
