import { IMAGE_NAMES, POSITIONS, type ToolFamily } from '../../sequence/tool-words';

/** How an argument is read and compared (method 2.1): its type decides what its score is. */
export type ArgumentKind =
  /** One of a closed list, or a name: exact. */
  | 'choice'
  /** A whole number: exact. */
  | 'number'
  /** Yes or no: exact. */
  | 'flag'
  /** An expression or an equation: equal value. */
  | 'expression'
  /** Words: token F1 (the paper uses BERTScore). */
  | 'text'
  /** Four numbers: intersection over union. */
  | 'bbox';

export type ArgumentValue = string | number | boolean;

export interface ArgumentSpec {
  readonly name: string;
  readonly kind: ArgumentKind;
  /** The value that an optional argument has where a call does not give it; absent: the argument is required. */
  readonly otherwise?: ArgumentValue;
  /** All values that it can have; absent where there is no such list. */
  readonly choices?: readonly string[];
}

const image: ArgumentSpec = { name: 'image', kind: 'choice', choices: IMAGE_NAMES };
const text: ArgumentSpec = { name: 'text', kind: 'text' };
const bbox: ArgumentSpec = { name: 'bbox', kind: 'bbox' };
const COLORS = ['gray', 'red', 'blue', 'green', 'brown', 'purple', 'cyan', 'yellow'] as const;

/** The tools' arguments (tasks.md section 3), in the order in which calls give them. */
export const TOOL_ARGUMENTS: { readonly [T in ToolFamily]: readonly ArgumentSpec[] } = {
  Calculator: [{ name: 'expression', kind: 'expression' }],
  OCR: [image],
  CountGivenObject: [image, text],
  ImageDescription: [image],
  GoogleSearch: [
    { name: 'query', kind: 'text' },
    { name: 'k', kind: 'number', otherwise: 10 },
  ],
  RegionAttributeDescription: [
    image,
    bbox,
    { name: 'attribute', kind: 'choice', choices: ['size', 'color', 'material', 'shape'] },
  ],
  TextToBbox: [image, text, { name: 'top1', kind: 'flag', otherwise: true }],
  Plot: [{ name: 'command', kind: 'text' }],
  MathOCR: [image],
  Solver: [{ name: 'command', kind: 'expression' }],
  DrawBox: [image, bbox, { name: 'annotation', kind: 'text', otherwise: '' }],
  AddText: [
    image,
    text,
    { name: 'position', kind: 'choice', choices: POSITIONS },
    { name: 'color', kind: 'choice', otherwise: 'red', choices: COLORS },
  ],
  TextToImage: [{ name: 'keywords', kind: 'text' }],
  ImageStylization: [image, { name: 'instruction', kind: 'text' }],
};

const byName = new Map<string, ArgumentSpec>();
for (const specs of Object.values(TOOL_ARGUMENTS)) {
  for (const spec of specs) byName.set(spec.name, byName.get(spec.name) ?? spec);
}

/** Names of all tools' arguments. */
export const ARGUMENT_NAMES: ReadonlySet<string> = new Set(byName.keys());

/** How an argument of this name is read: as that of the tool, or as that of any other tool that has one. */
export function argumentSpec(family: ToolFamily | undefined, name: string): ArgumentSpec | undefined {
  const own = family && TOOL_ARGUMENTS[family].find((spec) => spec.name === name);
  return own ?? byName.get(name);
}
