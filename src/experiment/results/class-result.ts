import { TASK_NAMES } from '../../tasks/dataset';
import type { ExperimentConfig } from '../plan/config';
import { METHOD_PLANS, STAGE_NAMES, stagesOf } from '../plan/methods';
import { experimentTitle, findPreset } from '../plan/presets';
import type { RunRecord } from '../record/run-record';
import {
  decodeLink,
  encodeLink,
  type LinkPayload,
  type LinkResult,
  linkResults,
  type SeedRange,
} from '../share/share-link';
import { describeDifference } from './describe-difference';

/** What a class runs: one experiment, and a seed for each laptop. */
export interface ClassRecipe {
  readonly config: ExperimentConfig;
  readonly seeds: SeedRange;
  /** Of the page that made the class link. */
  readonly build: string;
}

/** One laptop's result. */
export interface ClassResult {
  readonly seed: number;
  /** Accuracy after the method's last stage as the tables have it: without the policy; for In-Context with it. */
  readonly accuracy: number;
  /** 95 % interval over the images of this seed; null where the link carries none. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** In what the run differs from the recipe, a sentence each; a result that has any is not counted with the others. */
  readonly marks: readonly string[];
  /** The result link, from # on: it says all of the above again. */
  readonly link: string;
}

export type ReadResult =
  | { readonly ok: true; readonly result: ClassResult }
  /** Why it is none of this class, as a sentence. */
  | { readonly ok: false; readonly message: string };

/** The class link. @throws Error with a sentence when there can be no link to the experiment */
export function classLink({ config, seeds, build }: ClassRecipe): Promise<string> {
  return encodeLink({ config: { ...config, seed: seeds.first }, build, results: [], seeds });
}

/** The recipe of a class link; null for a link to one experiment. */
export function recipeOf({ config, seeds, build }: LinkPayload): ClassRecipe | null {
  return seeds ? { config, seeds, build } : null;
}

/** A short link with the result of a finished run; null where the run did not come to the end of its method. */
export async function resultLink({ config, provenance, stages }: RunRecord): Promise<string | null> {
  const last = stages.at(-1);
  if (!last?.evaluation || last.stage !== stagesOf(config.method).at(-1)) return null;
  return encodeLink({ config, build: provenance.build, results: linkResults([last]) });
}

/** Reads a result link for a class. Never throws. */
export async function readResult(link: string, recipe: ClassRecipe): Promise<ReadResult> {
  const decoded = await decodeLink(link);
  if (!decoded.ok) return decoded;
  const { config, build, results, seeds } = decoded.payload;
  if (seeds) return refuse('This is a class link, which carries no result.');
  if (isForeign(config, recipe.config)) {
    return refuse(
      `This is another experiment: ${inWords(config)}, seed ${config.seed}. The class runs ${inWords(recipe.config)}.`,
    );
  }
  const last = stagesOf(config.method).at(-1) ?? 'base';
  const found = results.find(({ stage }) => stage === last);
  const accuracy = found && accuracyOf(found, config);
  if (!found || accuracy === null || accuracy === undefined) {
    return refuse(
      `Seed ${config.seed} has no result after its last stage, ${STAGE_NAMES[last]}: the run had not finished.`,
    );
  }
  const { low, high } = found;
  const interval = accuracy === found.accuracy && low !== null && high !== null ? { low, high } : null;
  const marks = [...differences(config, build, recipe), ...decoded.notes];
  return { ok: true, result: { seed: config.seed, accuracy, interval, marks, link: withHash(link) } };
}

/** "TriMPI w/ PoRo-DAPO on ClevrPolicy-T, preset Quick". */
export function inWords(config: ExperimentConfig): string {
  const { method, dataset } = config;
  return `${METHOD_PLANS[method].label} on ${TASK_NAMES[dataset.kind]}, preset ${experimentTitle(config)}`;
}

function isForeign(one: ExperimentConfig, other: ExperimentConfig): boolean {
  return (
    one.preset !== other.preset || one.method !== other.method || one.dataset.kind !== other.dataset.kind
  );
}

function accuracyOf({ accuracy, inContext }: LinkResult, { method }: ExperimentConfig): number | null {
  return method === 'in-context' ? inContext : accuracy;
}

/** In what a run of the class's experiment is not the recipe, a sentence each. */
export function differences(
  config: ExperimentConfig,
  build: string,
  { config: wanted, seeds: { first, last }, build: wantedBuild }: ClassRecipe,
): string[] {
  const preset = findPreset(wanted.preset);
  return [
    ...(preset ? describeDifference(config, { ...preset, config: wanted }) : []),
    ...(config.seed < first || config.seed > last
      ? [`Seed: ${config.seed} is not one of the class’s, ${first} to ${last}.`]
      : []),
    ...(build === wantedBuild ? [] : [`Version of the page: ${build} instead of ${wantedBuild}.`]),
  ];
}

function withHash(link: string): string {
  return link.startsWith('#') ? link : `#${link}`;
}

function refuse(message: string): ReadResult {
  return { ok: false, message };
}
