import * as v from 'valibot';
import { SECTIONS } from '../../experiment/inspect/training-tokens';
import { STEPS, type StepId } from '../terms/lesson-steps';
import { KNOTS, SKILLS } from './lesson';

const percent = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100));

const name = v.pipe(v.string(), v.maxLength(60));

const predictions = v.strictObject({
  /** The verdicts given on the way down the tree. */
  follow: v.optional(v.pipe(v.array(v.boolean()), v.maxLength(6))),
  /** Percent by which the prompt gets shorter. */
  cost: v.optional(percent),
  /** The parts of the sequence that carry loss. */
  inject: v.optional(v.array(v.picklist(SECTIONS))),
  /** Accuracy, percent. */
  reason: v.optional(percent),
  /** The places of the responses that are pushed up. */
  explore: v.optional(v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.maxLength(64))),
  /** Accuracy in percent at each knot. */
  'with-policy': v.optional(v.pipe(v.array(percent), v.length(KNOTS.length))),
  /** Whether the response was named that does not follow the policy. */
  'wrong-reasons': v.optional(v.boolean()),
  override: v.optional(percent),
  /** The skill that suffers most. */
  forgetting: v.optional(v.picklist(SKILLS)),
  /** Accuracy of the lowest of several runs, percent. */
  class: v.optional(percent),
  /** The name that the call was thought to need, and the one that it needs. */
  tools: v.optional(v.strictObject({ said: name, right: name })),
}) satisfies v.GenericSchema<unknown, { readonly [S in StepId]?: unknown }>;

const schema = v.strictObject({
  step: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(STEPS.length)),
  recording: v.nullable(v.pipe(v.string(), v.maxLength(300))),
  predictions,
  teacher: v.boolean(),
});

export type Predictions = v.InferOutput<typeof predictions>;

/** How far a visitor has come. */
export interface Progress {
  /** The step shown last, from 1. */
  readonly step: number;
  /** The recording that the predictions are about; null before there was one. */
  readonly recording: string | null;
  /** What was committed to; a step without an entry has not been revealed. */
  readonly predictions: Predictions;
  /** Big type and fewer controls, for a room. */
  readonly teacher: boolean;
}

export const BEGINNING: Progress = { step: 1, recording: null, predictions: {}, teacher: false };

/** Predictions that hold for every recording: these steps take nothing from it. */
const OF_ANY_RECORDING: readonly StepId[] = ['follow', 'inject'];

/** The progress once it is known which recording the lesson shows: predictions about another one are dropped. */
export function withRecording(progress: Progress, recording: string): Progress {
  if (progress.recording === recording) return progress;
  if (progress.recording === null) return { ...progress, recording };
  const kept = Object.entries(progress.predictions).filter(([step]) =>
    OF_ANY_RECORDING.includes(step as StepId),
  );
  return { ...progress, recording, predictions: Object.fromEntries(kept) };
}

export function withPrediction<S extends StepId>(
  progress: Progress,
  step: S,
  prediction: Predictions[S],
): Progress {
  return { ...progress, predictions: { ...progress.predictions, [step]: prediction } };
}

/** The progress with a step as if it had never been predicted. */
export function withoutPrediction(progress: Progress, step: StepId): Progress {
  const { [step]: _, ...predictions } = progress.predictions;
  return { ...progress, predictions };
}

const KEY = 'learn';

/** What an earlier visit kept; the beginning where there is nothing, or nothing that can be read. */
export function storedProgress(storage: () => Pick<Storage, 'getItem'>): Progress {
  try {
    const read = v.safeParse(schema, JSON.parse(storage().getItem(KEY) ?? ''));
    return read.success ? read.output : BEGINNING;
  } catch {
    // Storage may be forbidden, empty, or hold something else.
    return BEGINNING;
  }
}

export function storeProgress(storage: () => Pick<Storage, 'setItem'>, progress: Progress): void {
  try {
    storage().setItem(KEY, JSON.stringify(progress));
  } catch {
    // Storage may be forbidden or full; progress then lasts as long as the page.
  }
}
