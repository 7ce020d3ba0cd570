import { TOOL_FAMILIES, type ToolFamily } from '../../../sequence/tool-words';
import { type Instance, queryText, shownOrder, type Turn, turnsOf } from '../instance';
import { renderPicture } from '../pictures/picture';
import type { GtaPolicy } from '../rules/policy';
import { TOOL_ARGUMENTS } from '../tools';
import { parseBox } from '../words';
import type { OfficialAnswer, OfficialDialog, OfficialTool } from './schema';

const DESCRIPTIONS: { readonly [T in ToolFamily]: string } = {
  Calculator: 'Computes an expression.',
  OCR: 'Reads the text of an image.',
  CountGivenObject: 'Counts the objects of an image that fit a text.',
  ImageDescription: 'Describes an image.',
  GoogleSearch: 'Searches the web.',
  RegionAttributeDescription: 'Describes an attribute of a region of an image.',
  TextToBbox: 'Finds the bounding box of what a text describes.',
  Plot: 'Plots numbers.',
  MathOCR: 'Reads the mathematics of an image.',
  Solver: 'Solves an equation.',
  DrawBox: 'Draws a box on an image.',
  AddText: 'Writes text on an image.',
  TextToImage: 'Makes an image from keywords.',
  ImageStylization: 'Changes the style of an image.',
};

const INPUT_TYPES = {
  choice: 'text',
  number: 'int',
  flag: 'bool',
  expression: 'text',
  text: 'text',
  bbox: 'text',
};
/** Tools whose answer is a picture. */
const PICTURE_TOOLS: readonly ToolFamily[] = [
  'Plot',
  'DrawBox',
  'AddText',
  'TextToImage',
  'ImageStylization',
];

/** Our tools in the form of GTA's toolmeta.json. */
export function officialTools(): { [name: string]: OfficialTool } {
  return Object.fromEntries(TOOL_FAMILIES.map((name) => [name, officialTool(name)]));
}

function officialTool(name: ToolFamily): OfficialTool {
  return {
    name,
    description: DESCRIPTIONS[name],
    inputs: TOOL_ARGUMENTS[name].map((spec) => ({
      type: spec.name === 'image' ? 'image' : INPUT_TYPES[spec.kind],
      name: spec.name,
      description: null,
      optional: spec.otherwise !== undefined,
      default: spec.otherwise ?? null,
      filetype: null,
    })),
    outputs: [{ type: PICTURE_TOOLS.includes(name) ? 'image' : 'text', name: null, description: null }],
  };
}

/** A file that goes with written queries. */
export interface OfficialImage {
  readonly path: string;
  /** RGB bytes, [size, size, 3]. */
  draw(): Uint8Array;
}

export interface OfficialDataset {
  /** The content of dataset.json. */
  readonly dataset: { readonly [id: string]: object };
  readonly images: readonly OfficialImage[];
}

/**
 * Instances in the form of GTA's dataset.json: each is a whole query with all calls of its plan, under the tools' own names. The
 * user stands beside it in `profile`, which GTA does not have.
 *
 * @param imageSize side of the images, pixels; boxes are in these
 */
export function officialDataset(
  instances: readonly Instance[],
  policy: GtaPolicy,
  imageSize: number,
): OfficialDataset {
  const images: OfficialImage[] = [];
  const dataset = instances.map((instance, id) => {
    const path = (name: string) => `image/${id}_${name}.png`;
    const pictures = shownOrder(instance.pictures);
    for (const { name, content } of pictures) {
      images.push({ path: path(name), draw: () => renderPicture(content, imageSize) });
    }
    const turns = turnsOf(instance, policy);
    const { accountType, credits, age } = instance.profile;
    const entry = {
      tools: [...new Set(turns.map(toolOf))].map(officialTool),
      files: pictures.map(({ name }) => ({ type: 'image', path: path(name), url: null })),
      dialogs: dialogsOf(instance, turns, path, imageSize),
      gt_answer: answerOf(turns),
      profile: { account_type: accountType, credits, age },
    };
    return [String(id), entry] as const;
  });
  return { dataset: Object.fromEntries(dataset), images };
}

/** GTA has one OCR and one MathOCR, and no versions. */
function toolOf({ need, call }: Turn): ToolFamily {
  return call.name === 'MathOCR' ? 'MathOCR' : need.tool;
}

function dialogsOf(
  instance: Instance,
  turns: readonly Turn[],
  path: (name: string) => string,
  imageSize: number,
): OfficialDialog[] {
  const query = queryText(instance).replace(/image_\d/g, (name) => path(name));
  return [
    { role: 'user', content: query },
    ...turns.flatMap((turn): OfficialDialog[] => {
      const name = toolOf(turn);
      const given = Object.entries(turn.call.arguments).map(([argument, value]) => [
        argument,
        argument === 'image'
          ? path(String(value))
          : argument === 'bbox'
            ? inPixels(String(value), imageSize)
            : value,
      ]);
      return [
        {
          role: 'assistant',
          tool_calls: [{ type: 'function', function: { name, arguments: Object.fromEntries(given) } }],
          thought: `Needed: ${turn.need.verb}, by ${name}.`,
        },
        { role: 'tool', name, content: { type: 'text', content: inPixels(turn.returned, imageSize) } },
      ];
    }),
    { role: 'assistant', content: turns[turns.length - 1].returned },
  ];
}

/** Boxes from tenths of the picture to pixels; other text as it is. */
function inPixels(text: string, imageSize: number): string {
  return text.replace(/\([^()]*\)/g, (box) => {
    const parsed = parseBox(box);
    return parsed ? `(${parsed.map((tenths) => Math.round((tenths * imageSize) / 10)).join(', ')})` : box;
  });
}

function answerOf(turns: readonly Turn[]): OfficialAnswer {
  const last = turns[turns.length - 1];
  return PICTURE_TOOLS.includes(toolOf(last)) ? null : { whitelist: [[last.returned]], blacklist: null };
}
