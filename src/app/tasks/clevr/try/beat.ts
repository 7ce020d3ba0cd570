import type {
  Policy,
  PolicyNode,
  Reasoning,
  ReasoningStep,
} from '../../../../tasks/clevr/policy/policy-tree';

/** The visitor's way down a policy, and where it has led. */
export interface Walk {
  readonly reasoning: Reasoning;
  readonly here: PolicyNode;
}

/** Follows the visitor's verdicts from the root; verdicts beyond a case are left out. */
export function walkBy(policy: Policy, verdicts: readonly boolean[]): Walk {
  const steps: ReasoningStep[] = [];
  let here: PolicyNode = policy.root;
  for (const verdict of verdicts) {
    if (here.kind === 'response') break;
    steps.push({ label: here.label, condition: here.condition, verdict });
    here = verdict ? here.whenTrue : here.whenFalse;
  }
  return { reasoning: { steps, caseNumber: here.kind === 'response' ? here.caseNumber : null }, here };
}

/** The game of the visitor against a model; counts last as long as the page. */
export interface Game {
  readonly verdicts: readonly boolean[];
  readonly revealed: boolean;
  readonly rounds: number;
  /** Rounds that the visitor and the model got right. */
  readonly visitor: number;
  readonly model: number;
}

export const NEW_GAME: Game = { verdicts: [], revealed: false, rounds: 0, visitor: 0, model: 0 };

export type GameAction =
  | { readonly kind: 'verdict'; readonly verdict: boolean }
  | { readonly kind: 'back' }
  | { readonly kind: 'reveal'; readonly visitorRight: boolean; readonly modelRight: boolean }
  | { readonly kind: 'new round' };

/** The game after an action; a revealed round counts once and cannot be changed. */
export function play(game: Game, action: GameAction): Game {
  switch (action.kind) {
    case 'verdict':
      return game.revealed ? game : { ...game, verdicts: [...game.verdicts, action.verdict] };
    case 'back':
      return game.revealed ? game : { ...game, verdicts: game.verdicts.slice(0, -1) };
    case 'reveal':
      if (game.revealed) return game;
      return {
        ...game,
        revealed: true,
        rounds: game.rounds + 1,
        visitor: game.visitor + Number(action.visitorRight),
        model: game.model + Number(action.modelRight),
      };
    case 'new round':
      return { ...game, verdicts: [], revealed: false };
  }
}
