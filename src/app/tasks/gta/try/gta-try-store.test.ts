import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../random/stream';
import { OCR_REVERSED, PAPER_POLICY } from '../../../../tasks/gta/rules/policy-dataset';
import { gtaPolicyText } from '../../../../tasks/gta/rules/policy-text';
import { situationOf } from '../gta-view';
import { asTaught, createGtaTryStore } from './gta-try-store';
import { withInstance } from './question';

const newStore = () => createGtaTryStore(PAPER_POLICY, RandomStream.of(2, 'test'));

describe('the store of Try it for GTAPolicy', () => {
  it('undoes and redoes edits, a gesture as one step', () => {
    const store = newStore();
    const first = store.getState().example;
    const credits = (value: number) =>
      store
        .getState()
        .change(
          (question) => withInstance(question, { profile: { ...question.instance.profile, credits: value } }),
          'drag',
        );
    credits(1);
    credits(2);
    credits(3);
    expect(store.getState().example.instance.profile.credits).toBe(3);
    store.getState().undo();
    expect(store.getState().example.instance).toBe(first.instance);
    expect(store.getState().canUndo).toBe(false);
    store.getState().redo();
    expect(store.getState().example.instance.profile.credits).toBe(3);
  });

  it('asks by the last rules that can be read', () => {
    const store = newStore();
    const { typeRules } = store.getState();
    typeRules(gtaPolicyText(OCR_REVERSED));
    expect(store.getState().example.rules).toEqual(OCR_REVERSED);
    typeRules('nonsense');
    expect(store.getState().example.rules).toEqual(OCR_REVERSED);
    expect(store.getState().draft?.text).toBe('nonsense');
  });

  it('counts a round once, by the name', () => {
    const store = newStore();
    const { play } = store.getState();
    play({ kind: 'reveal', visitorRight: true, modelRight: true });
    expect(store.getState().game.rounds).toBe(0);
    play({ kind: 'choose', name: situationOf(store.getState().example).turn.call.name });
    play({ kind: 'reveal', visitorRight: true, modelRight: false });
    play({ kind: 'reveal', visitorRight: true, modelRight: false });
    expect(store.getState().game).toMatchObject({ rounds: 1, visitor: 1, model: 0, revealed: true });
    store.getState().newRound();
    expect(store.getState().game).toMatchObject({ rounds: 1, chosen: null, revealed: false });
  });

  it('knows what a run teaches: the paper’s rules, whatever stands under their name', () => {
    const store = newStore();
    const { example } = store.getState();
    expect(asTaught(example, PAPER_POLICY)).toBe(example);
    store.getState().freshRules();
    expect(asTaught(store.getState().example, PAPER_POLICY)).toMatchObject({ rules: PAPER_POLICY });
    const named = { ...example, rules: { ...example.rules, name: 'Other' } };
    expect(asTaught(named, PAPER_POLICY)).toBeNull();
  });
});
