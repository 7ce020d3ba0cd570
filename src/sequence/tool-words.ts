/** The words that GTAPolicy adds to the closed vocabulary. tasks/gta says what they mean. */

/** GTA's tools; those with versions have so many. */
export const TOOL_VERSIONS = {
  Calculator: 0,
  OCR: 5,
  CountGivenObject: 4,
  ImageDescription: 5,
  GoogleSearch: 3,
  RegionAttributeDescription: 2,
  TextToBbox: 0,
  Plot: 0,
  MathOCR: 0,
  Solver: 0,
  DrawBox: 0,
  AddText: 0,
  TextToImage: 3,
  ImageStylization: 3,
} as const;

export type ToolFamily = keyof typeof TOOL_VERSIONS;
export const TOOL_FAMILIES = Object.keys(TOOL_VERSIONS) as readonly ToolFamily[];

/** The versioned names of a tool: "OCR_v1" to "OCR_v5"; none for a plain one. */
export function versionNames(family: ToolFamily): string[] {
  return Array.from({ length: TOOL_VERSIONS[family] }, (_, i) => `${family}_v${i + 1}`);
}

export const ACCOUNT_TYPES = ['A', 'B', 'C', 'D'] as const;
export const IMAGE_NAMES = ['image_1', 'image_2', 'image_3', 'image_4'] as const;

/** Names of tools' arguments. */
const ARGUMENT_WORDS = [
  ...['expression', 'image', 'text', 'query', 'k', 'bbox', 'attribute', 'top1', 'command'],
  ...['annotation', 'position', 'keywords', 'instruction'],
] as const;

/** One verb for each thing that a tool does: what reasoning says is needed. */
export const VERBS = [
  ...['read', 'compute', 'solve', 'find', 'look', 'draw', 'write', 'make', 'style', 'search'],
  ...['describe', 'plot'],
] as const;

export const POSITIONS = ['top', 'bottom', 'left', 'right', 'center'] as const;
export const STYLES = ['cartoon', 'sketch', 'painting', 'mosaic', 'comic'] as const;

/** Words on boards: things that one eats or drinks, and places. */
export const FOODS = [
  ...['tea', 'coffee', 'bread', 'soup', 'rice', 'cake', 'juice', 'cheese', 'fish', 'pizza'],
] as const;
export const PLACES = ['cafe', 'hotel', 'bakery', 'taxi'] as const;

/** What one can search for about a food or a place. */
const SEARCH_WORDS = ['price', 'hours', 'address', 'recipes', 'ideas', 'tips'] as const;

const QUERY_WORDS = [
  ...['what', 'does', 'say', 'is', 'the', 'board', 'in', 'of', 'how', 'much', 'are', 'many', 'more', 'than'],
  ...['and', 'where', 'all', 'a', 'box', 'around', 'with', 'at', 'word', 'other', 'on', 'to', 'change'],
  ...['picture', 'like', 'online', 'result', 'for'],
] as const;

/** All of them, each once, in the order of their token ids. */
export const TOOL_WORDS: readonly string[] = [
  ...TOOL_FAMILIES,
  ...TOOL_FAMILIES.flatMap(versionNames),
  ...['type', 'credits', 'age'],
  ...ACCOUNT_TYPES,
  ...['<=', '<', '>', 'mathematics'],
  ...['<call>', '<return>', '='],
  ...IMAGE_NAMES,
  ...ARGUMENT_WORDS,
  ...['+', '-', '*', 'x'],
  ...VERBS,
  ...POSITIONS,
  ...STYLES,
  ...FOODS,
  ...PLACES,
  ...SEARCH_WORDS,
  ...['several', 'exact', 'open'],
  ...QUERY_WORDS,
];
