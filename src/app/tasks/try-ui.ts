import type { ComponentType, ReactNode } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { RunRecord } from '../../experiment/record/run-record';
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
  policyNames(run: RunRecord): readonly string[];
  /**
   * The question under the policy as a run teaches it; the very same example where it has not been edited, null where the run
   * teaches no policy of that name.
   */
  asTaught(example: ExampleView, run: RunRecord): ExampleView | null;
  /** Sets of questions that a run can be evaluated on; absent in tasks without any. */
  readonly sets?: OwnSets;
  /** Puts the policy of this text into the editors, as an edit that can be undone; a text that cannot be read changes nothing. */
  editPolicy(text: string): void;
}

/** Questions of the visitor's own, as evaluation sets beside the test split that is drawn for a run. */
export interface OwnSets {
  /** What a set is of, in the plural: "scenes". */
  readonly things: string;
  /** How these questions differ from those that the models were trained on, in sentences. */
  readonly difference: string;
  /** The sets that there are now. */
  useSets(): readonly OwnSet[];
  /** Tools to gather a set with, and what is in it. */
  readonly Gather: ComponentType<{ set: string }>;
  /** Questions of a set under the policies that a run taught. Never rejects. */
  ask(set: string, run: RunRecord): Promise<SetQuestions>;
  /** Shows a question of a set in the editors. */
  open(question: SetQuestion, source: SetSource): void;
}

export interface OwnSet {
  readonly key: string;
  /** "My scenes". */
  readonly title: string;
  /** Pictures in it. */
  readonly count: number;
}

export type SetQuestions =
  | {
      readonly ok: true;
      readonly questions: readonly SetQuestion[];
      readonly source: SetSource;
      /** What of the set is asked, in sentences. */
      readonly note: string;
    }
  | { readonly ok: false; readonly message: string };

/** Where questions come from: what a result says of them, because a file is too large for a link. */
export interface SetSource {
  readonly title: string;
  /** Pictures in it. */
  readonly count: number;
  /** Of a file's bytes, in hex; absent where there is no file. */
  readonly sha256?: string;
}

export interface SetQuestion {
  /** Of its picture: "Scene 14 (CLEVR_val_000014.png)". */
  readonly name: string;
  /** The place of its picture in the set, from 0. */
  readonly index: number;
  readonly example: ExampleView;
  readonly policy: string;
  /** The right answer, as one word (Example.answerClass). */
  readonly right: string;
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
