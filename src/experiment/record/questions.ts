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

/** Packs the questions of an experiment for its record. */
export function packQuestions(
  task: Task,
  asked: readonly Example[],
  overridden: readonly Example[],
): Questions {
  const places = new Map<string, number>();
  const parts: unknown[] = [];
  const placeOf = (part: unknown) => {
    const key = JSON.stringify(part);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, parts.length);
    return parts.push(part) - 1;
  };
  const pack = (example: Example): Question => ({
    view: Object.fromEntries(
      Object.entries(task.view(example)).map(([field, part]) => [field, placeOf(part)]),
    ),
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
