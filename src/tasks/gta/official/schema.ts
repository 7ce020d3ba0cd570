import * as v from 'valibot';
import { ACCOUNT_TYPES } from '../../../sequence/tool-words';
import { MAX_AGE, MAX_CREDITS, MIN_AGE } from '../profile';

/**
 * GTA's own files (Wang et al., 2024, arXiv 2407.08713): toolmeta.json describes the tools, dataset.json has the queries. Fields that
 * nothing here reads may be there and are passed over.
 */

const input = v.looseObject({
  type: v.optional(v.nullable(v.string())),
  name: v.string(),
  description: v.optional(v.nullable(v.string())),
  optional: v.optional(v.boolean(), false),
});

export const toolSchema = v.looseObject({
  name: v.string(),
  description: v.optional(v.nullable(v.string()), ''),
  inputs: v.array(input),
  outputs: v.optional(v.array(v.looseObject({})), []),
});

const argumentsSchema = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value), 'Arguments must be an object.'),
  v.record(v.string(), v.unknown()),
);

const toolCall = v.looseObject({
  type: v.optional(v.string(), 'function'),
  function: v.looseObject({
    name: v.string(),
    // Some tools write the arguments as JSON in a string.
    arguments: v.union([
      argumentsSchema,
      v.pipe(
        v.string(),
        v.rawTransform(({ dataset, addIssue, NEVER }) => {
          try {
            return v.parse(argumentsSchema, JSON.parse(dataset.value));
          } catch {
            addIssue({ message: 'Arguments in a string must be a JSON object.' });
            return NEVER;
          }
        }),
      ),
    ]),
  }),
});

const returned = v.union([
  v.string(),
  v.looseObject({ type: v.optional(v.string()), content: v.unknown() }),
  v.null(),
]);

export const dialogSchema = v.variant('role', [
  v.looseObject({ role: v.literal('user'), content: v.string() }),
  v.looseObject({
    role: v.literal('assistant'),
    content: v.optional(v.nullable(v.unknown())),
    thought: v.optional(v.nullable(v.string())),
    tool_calls: v.optional(v.array(toolCall), []),
  }),
  v.looseObject({ role: v.literal('tool'), name: v.optional(v.string()), content: returned }),
]);

/** A list of answers, a list of lists of words that an answer must have, or null for queries whose answer is a picture. */
const answers = v.nullable(
  v.array(v.union([v.string(), v.number(), v.array(v.union([v.string(), v.number()]))])),
);
export const answerSchema = v.union([
  v.strictObject({ whitelist: answers, blacklist: v.optional(answers, null) }),
  answers,
]);

export const querySchema = v.looseObject({
  tools: v.array(v.union([v.string(), v.looseObject({ name: v.string() })])),
  files: v.optional(
    v.nullable(
      v.array(
        v.looseObject({
          type: v.optional(v.string(), 'image'),
          path: v.string(),
          url: v.optional(v.nullable(v.string())),
        }),
      ),
    ),
    [],
  ),
  dialogs: v.array(dialogSchema),
  gt_answer: v.optional(answerSchema, null),
  /** Ours: the user, where the data set has one; else a seed draws it. */
  profile: v.optional(
    v.strictObject({
      account_type: v.picklist(ACCOUNT_TYPES),
      credits: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_CREDITS)),
      age: v.pipe(v.number(), v.integer(), v.minValue(MIN_AGE), v.maxValue(MAX_AGE)),
    }),
  ),
});

export type OfficialTool = v.InferInput<typeof toolSchema>;
export type OfficialQuery = v.InferOutput<typeof querySchema>;
export type OfficialDialog = v.InferInput<typeof dialogSchema>;
export type OfficialAnswer = v.InferOutput<typeof answerSchema>;
