import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../random/stream';
import { sampleScene } from '../../../../scene/sampler';
import { loadNamedPolicies } from '../../../../tasks/clevr/policy/policy-dataset';
import { goldReasoning } from '../../../../tasks/clevr/policy/walk';
import { type GameAction, NEW_GAME, play, walkBy } from './beat';

const policy = fc.constantFrom(...[1, 2, 3].flatMap((layers) => loadNamedPolicies(layers)));

describe('beat the model', () => {
  it('leads a visitor with the right verdicts to the right case', () => {
    fc.assert(
      fc.property(policy, fc.nat(), (policy, seed) => {
        const gold = goldReasoning(policy, sampleScene(RandomStream.of(seed, 'test')).objects);
        const { reasoning, here } = walkBy(
          policy,
          gold.steps.map((step) => step.verdict),
        );
        expect(reasoning).toEqual(gold);
        expect(here.kind).toBe('response');
      }),
    );
  });

  it('counts a round once, and never more right answers than rounds', () => {
    const action: fc.Arbitrary<GameAction> = fc.oneof(
      fc.record({ kind: fc.constant('verdict' as const), verdict: fc.boolean() }),
      fc.constant({ kind: 'back' as const }),
      fc.record({
        kind: fc.constant('reveal' as const),
        visitorRight: fc.boolean(),
        modelRight: fc.boolean(),
      }),
      fc.constant({ kind: 'new round' as const }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const game = actions.reduce(play, NEW_GAME);
        const opened = actions.filter(({ kind }) => kind === 'new round').length + 1;
        expect(game.rounds).toBeLessThanOrEqual(opened);
        expect(Math.max(game.visitor, game.model)).toBeLessThanOrEqual(game.rounds);
      }),
    );
    const once = play(NEW_GAME, { kind: 'reveal', visitorRight: true, modelRight: false });
    expect(play(once, { kind: 'reveal', visitorRight: true, modelRight: true })).toBe(once);
  });
});
