import type { ComponentType, ReactNode } from 'react';
import type { ExperimentConfig } from '../../experiment/plan/config';
import type { TokenView } from '../../experiment/record/run-record';
import type { DatasetConfig } from '../../tasks/dataset';
import type { ErrorClass, ExampleView, Reading } from '../../tasks/task';
import type { ShownPicture } from '../parts/picture-canvas';

/** What is said of a task where none of its examples is shown: all of it comes with the page. */
export interface TaskWords {
  /** What its policies are, a sentence for those who choose a data set. */
  readonly about: string;
  /** What the model has to do, after "The task:". */
  readonly assignment: string;
  /** What a run teaches, after "trained on": "4 policies, 3-step decision trees …". */
  taught(dataset: DatasetConfig): string;
}

/**
 * The seam between the screens and the tasks: all that a screen asks about an example or a response. Pictures stand in
 * `<Pictures>`; what Try it asks besides is in try-ui.ts. Fetched when the task is first wanted.
 */
export interface TaskUi {
  /** How its paths are to be read, after the colours' key. */
  readonly pathHint: string;
  /** The data of an experiment, for the setup. */
  dataFacts(config: ExperimentConfig): readonly DataFact[];
  /** Examples of the data a model would train on, made one by one. */
  dataExamples(dataset: DatasetConfig): Iterator<DataExample, undefined>;

  /** The pictures of the question, in order; the same objects for the same example. */
  pictures(example: ExampleView): readonly ShownPicture[];
  /** The pictures in the policy, in the order of reading; none where it is text alone. The same objects for the same policy. */
  policyPictures(example: ExampleView): readonly ShownPicture[];
  policyName(example: ExampleView): string;
  /** @param named draws the policy's name where the question has it */
  question(example: ExampleView, form: QuestionForm, named?: (name: string) => ReactNode): ReactNode;
  rightAnswer(example: ExampleView): string;
  /** False where nobody knows it: then no answer is right or wrong. */
  hasRightAnswer(example: ExampleView): boolean;
  /** The answer of a response to this example, or that it has none; says so where the policy does not know the answer. */
  answer(example: ExampleView, reading: Reading): string;
  /** An answer that is kept as one word (Example.answerClass), for people; null: none was given. */
  answerClassName(answerClass: string | null): string;
  /** The answer of a response in a word or two. */
  briefAnswer(reading: Reading): string;
  /** The same for a response of which only the tokens are recorded. */
  writtenAnswer(tokens: readonly TokenView[]): string;
  /** What an error of this class is in this task, as a sentence. */
  errorMeaning(error: ErrorClass): string;

  /** The policy in full, for people. */
  readonly PolicyText: ComponentType<{ example: ExampleView }>;
  /** The policy as a picture of its structure, with the right path and that of a response. */
  readonly Path: ComponentType<{ example: ExampleView; reading: Reading | null }>;
  /** The reasoning step by step, right and as the response has it, each judged on its own. */
  readonly Steps: ComponentType<{ example: ExampleView; reading: Reading | null }>;
  /** What the model is told besides pictures and question, drawn beside the pictures; absent in tasks that tell nothing else. */
  readonly Context?: ComponentType<{ example: ExampleView }>;
  /** The right answer and that of a response, part by part with its score; absent in tasks without partial credit. */
  readonly Answer?: ComponentType<{ example: ExampleView; reading: Reading | null }>;
}

/** A sentence; a clause after a colon; or as few words as will do, beside the picture. */
export type QuestionForm = 'sentence' | 'clause' | 'short';

export interface DataFact {
  readonly term: string;
  readonly value: string;
}

export interface DataExample {
  readonly title: string;
  readonly example: ExampleView;
}
