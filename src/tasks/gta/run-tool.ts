import type { AttributeType, Scene } from '../../scene/scene-graph';
import type { ToolFamily } from '../../sequence/tool-words';
import { FOODS, PLACES } from '../../sequence/tool-words';
import { evaluateExpression, solveEquation } from './arithmetic';
import { type NamedPicture, objectBoxes, objectsLike, overlap, showsMathematics } from './pictures/picture';
import { type ArgumentValue, TOOL_ARGUMENTS } from './tools';
import { type Box, boxText, parseBox } from './words';

/** What a tool returns where it can do nothing with its arguments. */
const NOTHING = 'nothing';
/** What tools return that make a picture. */
const PICTURE = 'picture';

/**
 * Runs a tool. All versions of a tool do the same. Never throws: what cannot be done returns "nothing".
 *
 * @param given arguments; optional ones may be left out
 * @returns text as it stands in a history
 */
export function runTool(
  tool: ToolFamily,
  given: { readonly [name: string]: ArgumentValue },
  pictures: readonly NamedPicture[],
): string {
  const text = (name: string) => String(given[name] ?? '');
  const content = pictures.find(({ name }) => name === given.image)?.content;
  const scene = content?.kind === 'scene' ? content.scene : null;
  const board = content?.kind === 'board' ? content.board : null;
  const needsPicture = TOOL_ARGUMENTS[tool].some(({ name }) => name === 'image');
  if (needsPicture && !content) return NOTHING;
  switch (tool) {
    case 'OCR':
    case 'MathOCR':
      return board?.text ?? NOTHING;
    case 'ImageDescription':
      return scene
        ? describeScene(scene)
        : `board ${content && showsMathematics(content) ? 'mathematics' : 'text'}`;
    case 'CountGivenObject':
      return String(scene ? objectsLike(scene, text('text')).length : 0);
    case 'TextToBbox':
      return scene ? find(scene, text('text'), given.top1 !== false) : NOTHING;
    case 'RegionAttributeDescription':
      return scene ? attributeAt(scene, parseBox(given.bbox), text('attribute')) : NOTHING;
    case 'Calculator':
      return numberText(evaluateExpression(text('expression')));
    case 'Solver':
      return numberText(solveEquation(text('command')));
    case 'GoogleSearch':
      return search(text('query'));
    default:
      return PICTURE;
  }
}

function numberText(value: number | null): string {
  return value === null ? NOTHING : String(Math.round(value * 1e6) / 1e6);
}

/** Colors and shapes from left to right. */
function describeScene({ objects }: Scene): string {
  return [...objects]
    .sort((a, b) => a.pixel_coords[0] - b.pixel_coords[0])
    .map(({ color, shape }) => `${color} ${shape}`)
    .join(' ');
}

/** The box of the largest object that fits, or the boxes of all of them. */
function find(scene: Scene, words: string, onlyFirst: boolean): string {
  const boxes = objectBoxes(scene);
  const area = ([left, top, right, bottom]: Box) => (right - left) * (bottom - top);
  const found = objectsLike(scene, words)
    .map((object) => boxes[object])
    .filter((box) => box !== null)
    .sort((a, b) => area(b) - area(a));
  const shown = onlyFirst ? found.slice(0, 1) : found;
  return shown.length > 0 ? shown.map(boxText).join(' ') : NOTHING;
}

/** An attribute of the object that a box fits best. */
function attributeAt(scene: Scene, box: Box | null, attribute: string): string {
  if (!box) return NOTHING;
  const fits = objectBoxes(scene).map((other) => (other ? overlap(box, other) : 0));
  const best = fits.indexOf(Math.max(...fits));
  const value = scene.objects[best]?.[attribute as AttributeType];
  return fits[best] > 0 && value !== undefined ? value : NOTHING;
}

/** What things cost in the only shop that our search engine knows. */
export function onlinePrice(word: string): number {
  return 3 + 7 * ([...FOODS, ...PLACES] as string[]).indexOf(word);
}

/** Our search engine knows prices; about everything else it has a canned line. */
function search(query: string): string {
  const [about, ...words] = query.split(' ');
  const known = words.find((word) => ([...FOODS, ...PLACES] as string[]).includes(word));
  if (!known) return NOTHING;
  return about === 'price' ? `${known} ${onlinePrice(known)}` : `${about} for ${known}`;
}
