/** The visitor against a model; counts last as long as the page. */
export interface Game {
  /** The name that the visitor would call; null: none yet. */
  readonly chosen: string | null;
  readonly revealed: boolean;
  readonly rounds: number;
  /** Rounds that the visitor and the model got right. */
  readonly visitor: number;
  readonly model: number;
}

export const NEW_GAME: Game = { chosen: null, revealed: false, rounds: 0, visitor: 0, model: 0 };

export type GameAction =
  | { readonly kind: 'choose'; readonly name: string }
  | { readonly kind: 'reveal'; readonly visitorRight: boolean; readonly modelRight: boolean }
  | { readonly kind: 'new round' };

/** The game after an action; a revealed round counts once and cannot be changed. */
export function play(game: Game, action: GameAction): Game {
  switch (action.kind) {
    case 'choose':
      return game.revealed ? game : { ...game, chosen: action.name };
    case 'reveal':
      if (game.revealed || game.chosen === null) return game;
      return {
        ...game,
        revealed: true,
        rounds: game.rounds + 1,
        visitor: game.visitor + Number(action.visitorRight),
        model: game.model + Number(action.modelRight),
      };
    case 'new round':
      return { ...game, chosen: null, revealed: false };
  }
}
