import type { Example, ExampleView, Task } from '../../tasks/task';

/**
 * The questions of a run's evaluations. Every stage is asked the same ones, so a record has them once; scenes and policies that
 * several of them share are kept once, too.
 */
export interface Questions {
  /** Parts of views, such as a scene or a policy. */
  readonly parts: readonly unknown[];
  /** Unseen images, asked without the policy and with it (evaluations 1 and 2). */
  readonly asked: readonly Question[];
  /** The same under new content of the same policy names (evaluation 3). */
  readonly overridden: readonly Question[];
}

export interface Question {
  /** The fields of the view, each by its place among the parts. */
  readonly view: { readonly [field: string]: number };
  /** Name of the policy. */
  readonly policy: string;
  /** The right answer, as one word (Example.answerClass). */
  readonly right: string;
}

/** Views whose equal parts are kept once: `parts` fills as `packed` is called. */
export function createViewPacker(keyOf: (part: unknown) => unknown): {
  readonly parts: readonly unknown[];
  readonly packed: (view: object) => Question['view'];
} {
  const places = new Map<unknown, number>();
  const parts: unknown[] = [];
  const placeOf = (part: unknown) => {
    const key = keyOf(part);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, parts.length);
    return parts.push(part) - 1;
  };
  const packed = (view: object) =>
    Object.fromEntries(Object.entries(view).map(([field, part]) => [field, placeOf(part)]));
  return { parts, packed };
}

/** Packs the questions of an experiment for its record. */
export function packQuestions(
  task: Task,
  asked: readonly Example[],
  overridden: readonly Example[],
): Questions {
  const { parts, packed } = createViewPacker((part) => JSON.stringify(part));
  const pack = (example: Example): Question => ({
    view: packed(task.view(example)),
    policy: example.policy.name,
    right: example.answerClass,
  });
  return { asked: asked.map(pack), overridden: overridden.map(pack), parts };
}

/** The view of a question; parts that questions share are the same objects. */
export function viewOf({ parts }: Pick<Questions, 'parts'>, { view }: Question): ExampleView {
  return Object.fromEntries(
    Object.entries(view).map(([field, place]) => [field, parts[place]]),
  ) as ExampleView;
}
