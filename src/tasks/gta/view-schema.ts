import * as v from 'valibot';
import { parseScene } from '../../scene/clevr-json';
import type { Scene } from '../../scene/scene-graph';
import { ACCOUNT_TYPES, IMAGE_NAMES, TOOL_FAMILIES } from '../../sequence/tool-words';
import { hasWord } from '../../sequence/vocabulary';
import type { GtaView } from './gta-policy';
import { type Instance, queryText } from './instance';
import { BOARD_COLORS, BOARD_COLUMNS, BOARD_KINDS, boardFault } from './pictures/board';
import type { PictureContent } from './pictures/picture';
import { PLAN_NAMES, PLANS } from './plans/plans';
import { MAX_AGE, MAX_CREDITS, MIN_AGE } from './profile';
import type { GtaReading } from './read-response';
import { TOOL_NAMES } from './rules/policy';
import { conditionSchema, policySchema } from './rules/policy-schema';
import { wordsOf } from './words';

/** What strangers' files may say of an example, and of a response to it. */

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const scene = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, Scene>(({ dataset, addIssue, NEVER }) => {
    const parsed = parseScene(dataset.value);
    if (parsed.ok) return parsed.scene;
    addIssue({ message: parsed.message });
    return NEVER;
  }),
);

const knownWords = (said: string) => wordsOf(said).every(hasWord);

const board = v.pipe(
  v.strictObject({
    kind: v.picklist(BOARD_KINDS),
    text: v.pipe(text(40), v.check(knownWords, 'the board has words that the model does not know.')),
    color: whole(0, BOARD_COLORS.length - 1),
    column: whole(0, BOARD_COLUMNS - 1),
    row: whole(0, BOARD_COLUMNS - 1),
  }),
  v.check((one) => boardFault(one) === null, 'the board cannot be drawn.'),
);

const content: v.GenericSchema<unknown, PictureContent> = v.union([
  v.strictObject({ kind: v.literal('scene'), scene }),
  v.strictObject({ kind: v.literal('board'), board }),
]);

const instance: v.GenericSchema<unknown, Instance> = v.pipe(
  v.strictObject({
    plan: v.picklist(PLAN_NAMES),
    phrase: whole(0, 9),
    slots: v.record(text(20), text(40)),
    pictures: v.pipe(
      v.array(v.strictObject({ name: v.picklist(IMAGE_NAMES), content })),
      v.maxLength(IMAGE_NAMES.length),
    ),
    profile: v.strictObject({
      accountType: v.picklist(ACCOUNT_TYPES),
      credits: whole(0, MAX_CREDITS),
      age: whole(MIN_AGE, MAX_AGE),
    }),
    step: whole(0, 9),
  }),
  v.check((drawn) => fitsPlan(drawn), 'its query does not fit its pictures.'),
);

/** Whether the plan can be followed: it has its pictures, each of a kind that it takes, and all its slots in known words. */
function fitsPlan({ plan, phrase, slots, pictures }: Instance): boolean {
  const { pictures: kinds, phrases } = PLANS[plan];
  const kindOf = (one: PictureContent) => (one.kind === 'board' ? one.board.kind : 'scene');
  return (
    phrase < phrases.length &&
    pictures.length === kinds.length &&
    new Set(pictures.map(({ name }) => name)).size === pictures.length &&
    pictures.every((picture, i) => kinds[i].includes(kindOf(picture.content))) &&
    SLOT_NAMES[plan].every((slot) => Object.hasOwn(slots, slot)) &&
    Object.values(slots).every(knownWords) &&
    knownWords(queryText({ plan, phrase, slots, pictures }))
  );
}

/** The slots of each plan's phrases; all phrases of a plan have the same. */
const SLOT_NAMES = Object.fromEntries(
  PLAN_NAMES.map((plan) => [
    plan,
    [...PLANS[plan].phrases[0].matchAll(/\{(\w+)\}/g)]
      .map(([, slot]) => slot)
      .filter((slot) => slot !== 'image'),
  ]),
);

export const gtaView: v.GenericSchema<unknown, GtaView> = v.strictObject({
  task: v.literal('gta-policy'),
  instance,
  rules: policySchema,
});

const verdict = v.nullable(v.boolean());

export const gtaReading: v.GenericSchema<unknown, GtaReading> = v.strictObject({
  verb: v.nullable(text(40)),
  image: v.nullable(v.picklist(IMAGE_NAMES)),
  tool: v.nullable(v.picklist(TOOL_FAMILIES)),
  steps: v.pipe(
    v.array(
      v.strictObject({
        label: whole(0, 63),
        condition: conditionSchema,
        verdict: v.boolean(),
        value: v.exactOptional(v.union([whole(0, 999_999), v.picklist(ACCOUNT_TYPES)])),
      }),
    ),
    v.maxLength(200),
  ),
  open: verdict,
  call: v.nullable(
    v.strictObject({
      name: v.picklist(TOOL_NAMES),
      arguments: v.record(text(40), v.union([text(6000), v.number(), v.boolean()])),
    }),
  ),
});
