import type { ComponentType, ReactNode } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { ExperimentConfig } from '../../experiment/plan/config';
import type { ExampleView } from '../../tasks/task';
import type { Contestant } from '../state/contestants';

/** What the screen "Try it" asks of a task: editors of a question, and a game against the models. */
export interface TryUi {
  /** What can be done here, one sentence. */
  readonly lead: string;
  readonly questions: QuestionStore;
  /**
   * Panels in which the question is edited; every valid edit changes `questions`. What is put into them stands right under the
   * pictures.
   */
  readonly Editors: ComponentType<{ children?: ReactNode }>;
  /** The visitor answers first, then a model; right answers are counted. */
  readonly Round: ComponentType<{ models: readonly Contestant[]; example: ExampleView }>;
  /** Heading of the answers. */
  title(example: ExampleView): string;
  /** Names of the policies that a run teaches. */
  policyNames(config: ExperimentConfig): readonly string[];
  /**
   * The question under the policy as a run teaches it; the very same example where it has not been edited, null where the run
   * teaches no policy of that name.
   */
  asTaught(example: ExampleView, config: ExperimentConfig): ExampleView | null;
  /** Puts the policy of this text into the editors, as an edit that can be undone; a text that cannot be read changes nothing. */
  editPolicy(text: string): void;
}

/** The question as the editors leave it. */
export interface Questions {
  /** Whole and valid, whatever stands half edited: this is asked about. */
  readonly example: ExampleView;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Whether the visitor has answered in this round. */
  readonly isRevealed: boolean;
  undo(): void;
  redo(): void;
  /** Shows an example of this task, as edits that can be undone. */
  open(example: ExampleView): void;
  /** The visitor's round begins anew with the same question. */
  restartRound(): void;
}

export type QuestionStore = Pick<StoreApi<Questions>, 'getState' | 'getInitialState' | 'subscribe'>;
