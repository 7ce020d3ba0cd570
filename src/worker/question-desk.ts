import { answers } from '../evaluate/answers';
import { attentionView } from '../experiment/inspect/attention-view';
import { tokenLosses, trainingSequence } from '../experiment/inspect/training-view';
import { answerRow } from '../experiment/record/answer-rows';
import { answerView } from '../experiment/record/views';
import type { Model } from '../model/forward';
import { fits, joined, type Passage } from '../sequence/passage';
import { taskOfView } from '../tasks/registry';
import { promptOf, type Task } from '../tasks/task';
import type { AskQueue } from './ask-queue';
import { DeviceLost } from './device-loss';
import type { ModelShelf } from './model-shelf';
import type { Command, ModelRef, TrainerEvent } from './protocol';
import { sentence } from './sentence';

/** The device that questions share with a run. */
interface SharedDevice {
  /** Does work on it, opening one where there is none; rejects when it is lost. */
  during(work: () => Promise<void>): Promise<void>;
  /** The base of the run in progress. */
  base(): string | null;
}

/** What the page asks of models: answers, where they look, what they lose on a training sequence. */
export class QuestionDesk {
  constructor(
    private readonly emit: (event: TrainerEvent) => void,
    private readonly shelf: ModelShelf,
    private readonly queue: AskQueue,
    private readonly device: SharedDevice,
  ) {}

  /** Answers one example, token by token. */
  ask({ request, model, example, policyInPrompt }: Extract<Command, { kind: 'ask' }>): void {
    this.serve(request, () => {
      const task = taskOfView(example);
      const asked = task.example(example);
      const prompt = promptOf(asked, policyInPrompt);
      return this.lend(model, task, prompt, async (lent) => {
        const promptTokens = prompt.tokens.length;
        const onToken = (text: string, logp: number) => this.emit({ kind: 'token', request, text, logp });
        const start = performance.now();
        const response = await answerView(lent, task, asked, policyInPrompt, onToken);
        const milliseconds = performance.now() - start;
        this.emit({ kind: 'answered', request, response, promptTokens, milliseconds });
      });
    });
  }

  /** Answers examples of one task together. Without any there is nothing to answer. */
  answerAll({ request, model, examples, policyInPrompt }: Extract<Command, { kind: 'answer-all' }>): void {
    this.serve(request, async () => {
      const [first] = examples;
      if (!first) return this.emit({ kind: 'answered-all', request, rows: [] });
      const task = taskOfView(first);
      const asked = examples.map((example) => task.example(example));
      const prompts = joined(...asked.map((example) => promptOf(example, policyInPrompt)));
      const rows = await this.lend(model, task, prompts, async (lent) =>
        (await answers(lent, task, asked, policyInPrompt)).map((answer) => answerRow(task, answer)),
      );
      this.emit({ kind: 'answered-all', request, rows });
    });
  }

  /** Answers one example, and tells where the model looked. */
  attend({ request, model, example, policyInPrompt }: Extract<Command, { kind: 'attend' }>): void {
    this.serve(request, async () => {
      const task = taskOfView(example);
      const prompt = promptOf(task.example(example), policyInPrompt);
      const view = await this.lend(model, task, prompt, (lent) =>
        attentionView(lent, example, policyInPrompt),
      );
      this.emit({ kind: 'attention', request, view });
    });
  }

  /** Builds a training sequence, with what models lose on it. */
  sequence({ request, choice, models }: Extract<Command, { kind: 'sequence' }>): void {
    this.serve(request, async () => {
      const { view, segments } = trainingSequence(choice);
      const task = taskOfView(view.example);
      const images = segments.flatMap((segment) => segment.images.map(({ picture }) => picture));
      const whole = { tokens: segments.flatMap(({ tokens }) => tokens), images };
      const losses = [];
      for (const model of models) {
        losses.push(await this.lend(model, task, whole, (lent) => tokenLosses(lent, segments)));
      }
      this.emit({ kind: 'sequence', request, view: { ...view, losses } });
    });
  }

  /** Does something with a model for the page as soon as a run lets go of the device. */
  private serve(request: number, work: () => Promise<void>): void {
    this.queue.add(request, async () => {
      try {
        await this.device.during(work);
      } catch (error) {
        const message =
          error instanceof DeviceLost
            ? 'The graphics device was lost before the answer was there. Ask again: another is opened for it.'
            : sentence(error, 'The question failed');
        this.emit({ kind: 'failed', run: null, request, message });
      }
    });
  }

  /** A model for work on a passage of a task, if it can be given that. */
  private lend<T>(
    ref: ModelRef,
    task: Task,
    passage: Passage,
    work: (model: Model) => Promise<T>,
  ): Promise<T> {
    return this.shelf.lend(ref, this.device.base(), async (model) => {
      const unfit = fits(passage, model.config) ? null : task.unfit(model.config);
      if (unfit) throw new Error(unfit);
      return work(model);
    });
  }
}
