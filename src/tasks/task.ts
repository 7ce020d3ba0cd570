import type { RandomStream } from '../random/stream';
import type { Segment } from '../sequence/flat-batch';
import type { Picture } from '../sequence/image';
import { joined, type Passage } from '../sequence/passage';
import { tokenText } from '../sequence/vocabulary';
import type { DatasetConfig, Split, TaskKind } from './dataset';

/**
 * The seam between the house and its tasks. Stages, objectives, evaluations, records and screens know a task through this file only;
 * docs/adding-a-task.md lists what a new one brings.
 */

/** A policy P as the model reads it: P_T and P_I. Examples of one policy share one object. */
export interface PolicyPassage {
  /** Unique within a task. */
  readonly name: string;
  readonly passage: Passage;
  /** Conditions that reasoning can refer to: what a branching error is divided by. */
  readonly conditions: number;
}

/** One question with the right response to it. */
export interface Example {
  readonly policy: PolicyPassage;
  /** (Q, I), and what else comes with the question: profile, history. */
  readonly prompt: Passage;
  /** C: `<think> ... </think>`. */
  readonly reasoning: readonly number[];
  /** A, up to `<eos>`. */
  readonly answer: readonly number[];
  /** The answer as one word, for baselines that guess and for counting which answers a training set shows. */
  readonly answerClass: string;
}

/** What the model is given: the question, behind the policy or without it. */
export function promptOf(
  { policy, prompt }: Pick<Example, 'policy' | 'prompt'>,
  withPolicy: boolean,
): Passage {
  return withPolicy ? { ...joined(policy.passage, prompt), opening: policy.passage } : prompt;
}

/** C, A: the response that the policy asks for. */
export function goldResponse({ reasoning, answer }: Pick<Example, 'reasoning' | 'answer'>): number[] {
  return [...reasoning, ...answer];
}

/** Longest gold response of these examples, with some room for detours. */
export function responseLimit(examples: readonly Pick<Example, 'reasoning' | 'answer'>[]): number {
  return Math.max(...examples.map(({ reasoning, answer }) => reasoning.length + answer.length)) + 8;
}

/** What a response earns by the rules of its task (method 2.1). */
export interface Score {
  /** 0 to 1; a task without partial credit gives 0 or 1. */
  readonly accuracy: number;
  /** 1 when the response is `<think> ... </think>`, one answer and the end, else 0. */
  readonly format: 0 | 1;
  /** What accuracy is the mean of, in a task with partial credit. */
  readonly parts?: ScoreParts;
}

/** Each 0 to 1. */
export interface ScoreParts {
  readonly tool: number;
  readonly arguments: number;
}

/**
 * The kinds of error: of memory (the policy), of sight (the picture), of following (the jump); where tools are called, of choosing
 * the tool and of its arguments, too.
 */
export const ERROR_CLASSES = ['recall', 'perception', 'branching', 'tool', 'argument'] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];
/** Those that every task has. */
export type CommonErrorClass = Exclude<ErrorClass, 'tool' | 'argument'>;

/** What the rule judge says of a response's reasoning (method section 3, items 4 and 5). */
export interface Judgement {
  /** Policy referral, 0 to 10. */
  readonly score: number;
  /** Number of errors of each class that the task has. */
  readonly errors: { readonly [E in CommonErrorClass]: number } & { readonly [E in ErrorClass]?: number };
  /** Class of the first error in reading order; null where there is none. */
  readonly firstError: ErrorClass | null;
  /** The conditions that the reasoning refers to, in order. */
  readonly references: readonly string[];
}

/**
 * Where a response departs from the policy in its own prompt. Found by comparing the two: no picture, no right answer.
 * `quote`: a condition that does not stand so in the policy; `jump`: what comes next does not follow from the verdict before it.
 */
export interface Departure {
  readonly kind: 'quote' | 'jump';
  /** What the response says, and what stands in the policy instead; for people. */
  readonly said: string;
  readonly policy: string;
}

/** A question to the base's skills that has one right answer. */
export interface Probe {
  readonly prompt: Passage;
  isRight(response: readonly number[]): boolean;
}

/** Probes of one skill, answered greedily. */
export interface SkillTest {
  readonly probes: readonly Probe[];
  /** Most tokens that an answer needs. */
  readonly maxTokens: number;
}

/** Base skills (method 5.3): what replay trains, what forgetting measures. */
export interface BaseSkillSource {
  /** Segments of `count` base-skill sequences per call, for replay beside a stage (ours, not the paper's). */
  replay(random: RandomStream): (count: number, random: RandomStream) => Segment[];
  /** The skills that forgetting measures, by name; the same for every model and seed. */
  forgetting(random: RandomStream, count: number): { readonly [skill: string]: SkillTest };
  /** Prompts from which responses are sampled for KL(tuned || base), with the most tokens of a response; each kind counts the same. */
  divergence(
    random: RandomStream,
    count: number,
  ): readonly { readonly prompts: readonly Passage[]; readonly tokens: number }[];
  /** All skills of a base, in groups. */
  report(
    random: RandomStream,
    count: number,
    layers: readonly number[],
  ): { readonly [group: string]: { readonly [skill: string]: () => SkillTest } };
}

/** What one patch of a picture shows, as words that it must name; null where that is unclear. */
export type PatchLabel = { readonly words: readonly number[]; readonly isEmpty: boolean } | null;

/** A picture for the vision warm-up, with a label per patch. */
export interface LabelledPicture {
  readonly picture: Picture;
  readonly labels: readonly PatchLabel[];
}

/** How far pretraining has come, for the mix of a batch. */
export interface PretrainingMoment {
  /** Before answers and verdicts are emphasised. */
  readonly isPlain: boolean;
  /** 0 to 1 through the main phase. */
  readonly progress: number;
  /** In the last phase, with larger policies. */
  readonly isLong: boolean;
  /** The answer that reasoning ends in weighs as one about a picture. */
  readonly isDecisive: boolean;
}

/** What a base is trained on from nothing (recipe.md, stage 0). */
export interface Curriculum<P extends LabelledPicture = LabelledPicture> {
  /** Pictures for a batch: `count` of full size, and whatever smaller ones go with them. */
  pictures(count: number, random: RandomStream): P[];
  /**
   * One batch: questions about these pictures, and the family's own skills.
   *
   * @param share of a whole batch that is this family's, 0 to 1: how much there is of what needs no picture of these
   */
  segments(moment: PretrainingMoment, pictures: readonly P[], random: RandomStream, share: number): Segment[];
}

/** An example as records, links and messages carry it: plain JSON that its task alone reads. */
export interface ExampleView {
  /** Absent: clevr-policy-t, as in records of when there was one task. */
  readonly task?: TaskKind;
}

/**
 * Ways to answer without knowing the policy, which a model has to beat: any answer, always the commonest tool, the right tool in any of
 * its versions.
 */
export const BASELINES = ['chance', 'majorityTool', 'randomVersion'] as const;
export type BaselineName = (typeof BASELINES)[number];

/** What a task reads in a response: plain JSON for its own screens. */
export type Reading = object;

/** Examples from a file, with a note on what of the file they show; or one sentence about what is wrong with it. */
export type FileExamples<E extends Example = Example> =
  | { readonly ok: true; readonly examples: readonly E[]; readonly note: string }
  | { readonly ok: false; readonly message: string };

/** Everything that the house asks of a task. */
export interface Task<E extends Example = Example> {
  readonly kind: TaskKind;
  /**
   * Examples of a split, one by one: thousands take a minute. Splits are disjoint, and growing one never changes another.
   *
   * @param seed of the experiment: it decides everything that the configuration leaves open
   */
  examples(dataset: DatasetConfig, split: Split, perPolicy: number, seed: number): Iterable<E>;
  /**
   * Examples about what a file of somebody else's holds, instead of drawn ones: for evaluations. Absent in tasks that read no files.
   *
   * @param text of the file
   * @param perPolicy examples for each policy at most
   */
  examplesFromFile?(dataset: DatasetConfig, text: string, perPolicy: number, seed: number): FileExamples<E>;
  /** What people are shown for a token; absent in tasks whose labels are places in a binary tree, as `tokenText` names them. */
  tokenText?(id: number): string;
  /** What a response says; never throws. */
  read(response: readonly number[]): Reading;
  /** The answer of a response as one word, to set beside {@link Example.answerClass}; null where it gives none. */
  answerClass(response: readonly number[]): string | null;
  /** Whether a response gives an answer, right or wrong. */
  answers(response: readonly number[]): boolean;
  score(example: E, response: readonly number[]): Score;
  /**
   * The tokens that fit behind the beginning of a response, for people who rewrite one: those with which it can still be read to its
   * end. The right response is among them, token by token. None behind the end; never throws.
   */
  continuations(example: E, beginning: readonly number[]): readonly number[];
  judge(example: E, response: readonly number[]): Judgement;
  /**
   * The first place where a response to the question behind its policy does not follow that policy; null: it is faithful. Verdicts
   * are taken as given, right or wrong.
   */
  departure(example: E, response: readonly number[]): Departure | null;
  /** A response of somebody who knows the policy by heart and does not look. */
  blindResponse(example: E, random: RandomStream): number[];
  /**
   * The same questions under policies of the same names with NEW content (method section 3, item 3). Left out is what cannot tell
   * the two apart, because both give the same answer.
   */
  override(examples: readonly E[], random: RandomStream): E[];
  /** The same questions under what the paper changes in its override; absent where that is what `override` does. */
  paperOverride?(examples: readonly E[]): E[];
  /**
   * The accuracy of each baseline on each example, 0 to 1; absent in tasks without partial credit, where the share of the commonest
   * answer says all.
   */
  baselines?(
    examples: readonly E[],
    random: RandomStream,
  ): { readonly [B in BaselineName]: readonly number[] };
  readonly baseSkills: BaseSkillSource;
  view(example: E): ExampleView;
  /** The example of a view that this task made or checked. */
  example(view: ExampleView): E;
  /** Why a model with these tables cannot be given the task's sequences, in a sentence; null when it can. */
  unfit(tables: ModelTables): string | null;
  /** One line of the data set for other programs: text, numbers, and the pictures as the task stores them. */
  datasetLine(view: ExampleView): DatasetLine;
  /**
   * The same picture with a question that no policy is about, as a large model could answer it before any training: what the exported
   * data measures forgetting with.
   *
   * @param index of the line in its file, for kinds of questions by turns
   */
  forgettingLine?(view: ExampleView, index: number, random: RandomStream): DatasetLine;
  /** What the recipes at the paper's scale say of these data; absent where there is no recipe of the task. */
  paperScale?(dataset: DatasetConfig): PaperScale;
  /**
   * The data set that others published for this task, in place of drawn data; absent where there is none. Never throws.
   *
   * @param texts of the files that `PUBLISHED_DATA` names, in their order
   */
  readPublished?(
    texts: readonly string[],
    seed: number,
  ): PublishedData | { readonly ok: false; readonly message: string };
}

/** The lines of a published data set, whose pictures are files of it. */
export interface PublishedData {
  readonly ok: true;
  readonly scale: PaperScale;
  readonly splits: {
    readonly [S in 'cot' | 'pool' | 'validation' | 'test' | 'override']: readonly PublishedLine[];
  };
}

export interface PublishedLine {
  readonly fields: DatasetFields & { readonly id: string };
  /** Paths in the data set's folder, in the order of the question. */
  readonly pictures: readonly string[];
}

/** What people are shown for a token of a task's sequences. */
export function taskTokenText(task: Pick<Task, 'tokenText'>, id: number): string {
  return task.tokenText?.(id) ?? tokenText(id);
}

/** What decides which words and pictures a model can be given. */
export interface ModelTables {
  /** Words that it knows: the first of today's. */
  readonly vocabulary: number;
  /** Places of visual tokens that it knows: those of a picture first, then that of a crop. */
  readonly visualPlaces: number;
}

/** Tokens of an experiment's sequences, on average. */
export interface SequenceTokens {
  readonly policy: number;
  /** (Q, I). */
  readonly prompt: number;
  /** Reasoning and answer. */
  readonly response: number;
  /** Share of the tokens of a group's responses that are left when alike responses are trained on as one (train/alike.ts). */
  readonly distinct: number;
}

/** An example for other programs; its pictures are drawn only when asked for. */
export interface DatasetLine {
  /** What its number in the file is put behind. */
  readonly id: string;
  readonly fields: DatasetFields;
  /** RGB bytes of the question's picture at a size, [size, size, 3]; absent where questions have any number of pictures. */
  draw?(size: number): Uint8Array;
  /** Those pictures, in the order of the question. */
  readonly pictures?: readonly { readonly name: string; draw(size: number): Uint8Array }[];
  /** Each picture that the policy's text refers to, once; absent where the policy is text alone. */
  readonly policyPictures?: readonly PolicyPicture[];
}

/** What the recipes' `prepare_data.py` reads of a line; a task adds its own. Lines with a policy have `policy_text` and `response`, too. */
export interface DatasetFields {
  readonly question: string;
  readonly answer: string;
  readonly [name: string]: unknown;
}

/** A picture in a policy, for other programs. */
export interface PolicyPicture {
  /** What stands for it in the policy's text. */
  readonly reference: string;
  /** RGB bytes at a size, [size, size, 3], for a question's picture three times as large. */
  draw(size: number): Uint8Array;
}

/** One task at the paper's scale: what of a recipe the task decides. Its other half is a Python module (`trimpi_recipe`). */
export interface PaperScale {
  /** Names the data files and the Python module. */
  readonly module: string;
  readonly title: string;
  /** The paper's prompts per rollout batch. */
  readonly rolloutBatch: number;
  readonly epochs: { readonly 'direct-sft': number; readonly 'vm-cpt': number; readonly 'cot-sft': number };
  /** The paper's passes through the pool in RL. */
  readonly rlEpochs: number;
  /** What the paper says of its own data and steps, in a sentence. */
  readonly paperData: string;
  /** Every policy that the data may have: its text without its pictures, and how many pictures stand in it. */
  readonly policies: readonly { readonly text: string; readonly pictures: number }[];
  /** The longest question: tokens of its text at most, and how many pictures it has at most. */
  readonly question: { readonly tokens: number; readonly pictures: number };
  /** Tokens to keep for a response with its reasoning. */
  readonly responseTokens: number;
  /** What of the data is ours and not the paper's, a sentence each. */
  readonly disclosures: readonly string[];
}
