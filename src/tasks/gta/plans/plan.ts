import type { RandomStream } from '../../../random/stream';
import type { ToolFamily } from '../../../sequence/tool-words';
import type { NamedPicture, PictureKind } from '../pictures/picture';
import type { Tips } from '../rules/policy';
import type { ArgumentValue } from '../tools';

/** What one call of a plan is for. */
export interface Need {
  /** The verb with which reasoning says it. */
  readonly verb: string;
  /** For reading, OCR stands for MathOCR as well: the policy's rule decides. */
  readonly tool: ToolFamily;
  readonly arguments: { readonly [name: string]: ArgumentValue };
  /** Searches: whether the question is open-ended. */
  readonly open?: boolean;
}

/** Words that fill the gaps of a phrase, by name. */
export type Slots = { readonly [slot: string]: string };

/** Where a plan's calls come from: each call is decided when the returns of those before it are known. */
export interface PlanContext {
  readonly pictures: readonly NamedPicture[];
  readonly slots: Slots;
  readonly tips: Tips;
}

export type Steps = Generator<Need, void, string>;

/** A kind of query, and the calls that answer it. */
export interface Plan {
  /** Pictures of a query, in the order in which plans speak of them; prompts show them shuffled. One kind of a list is drawn. */
  readonly pictures: readonly (readonly PictureKind[])[];
  /** The tools with versions that its calls can need. */
  readonly versioned: readonly ToolFamily[];
  /** Ways to ask; `{slot}` is filled by what was drawn, `{image}` and `{image2}` by the pictures' names. */
  readonly phrases: readonly string[];
  /** Whether queries are so many that splits can share them out. */
  readonly manyQueries: boolean;
  /** Fills the slots so that the query makes sense for these pictures; null where they allow none. */
  slots(random: RandomStream, pictures: readonly NamedPicture[]): Slots | null;
  steps(context: PlanContext): Steps;
}

/** Plans by name. */
export const plans = <N extends string>(byName: { readonly [P in N]: Plan }) => byName;

export const noSlots = (): Slots => ({});

/** A need of a tool that takes a picture. */
export function about(
  verb: string,
  tool: ToolFamily,
  { name }: NamedPicture,
  rest: Need['arguments'] = {},
): Need {
  return { verb, tool, arguments: { image: name, ...rest } };
}

export const read = (picture: NamedPicture): Need => about('read', 'OCR', picture);

/** A search: how many results it asks for is a tip of the policy. */
export function search(query: string, open: boolean, tips: Tips): Need {
  const k = open ? tips.open : tips.closed;
  return { verb: 'search', tool: 'GoogleSearch', arguments: { query, k }, open };
}

/** Several images: the policy may want each of them described first, in the order in which the prompt shows them. */
export function* describeEach({ pictures, tips }: PlanContext, shown: readonly NamedPicture[]): Steps {
  if (!tips.describeFirst || pictures.length < 2) return;
  for (const picture of shown) yield about('describe', 'ImageDescription', picture);
}
