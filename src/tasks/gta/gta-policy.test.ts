import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { VISUAL_TOKENS } from '../../sequence/image';
import { ACCOUNT_TYPES } from '../../sequence/tool-words';
import { EOS, IMAGE, tokenId, tokenWord, VOCABULARY } from '../../sequence/vocabulary';
import type { DatasetConfig, Split } from '../dataset';
import { taskOf, taskOfView } from '../registry';
import { goldResponse, promptOf } from '../task';
import { exampleView, reading } from '../view-schemas';
import { chance, majorityTool, randomVersion } from './baselines';
import { sampleExamples } from './example';
import { gtaExpectedTokens } from './expected-tokens';
import { GTA_POLICY, ocrReversed } from './gta-policy';
import { queryText, turnsOf } from './instance';
import { contentKey } from './pictures/picture';
import { PLAN_NAMES, PLANS } from './plans/plans';
import { type AccountType, profileKey } from './profile';
import { readResponse } from './read-response';
import { PAPER_POLICY } from './rules/policy-dataset';
import { idsOf } from './words';

const DATASET: DatasetConfig = {
  kind: 'gta-policy',
  layers: 4,
  policies: 1,
  cotPerPolicy: 40,
  poolPerPolicy: 120,
};
const split = (name: Split, count: number, seed = 1) => [...GTA_POLICY.examples(DATASET, name, count, seed)];
const pool = split('pool', 240);
const test = split('test', 60);

describe('examples of GTAPolicy', () => {
  it('fit the model: policy, prompt and response', () => {
    for (const example of pool) {
      const { policy, prompt } = example;
      expect(policy.passage.tokens.length).toBeLessThanOrEqual(330);
      expect(goldResponse(example).length).toBeLessThanOrEqual(45);
      if (prompt.images.length === 1) expect(prompt.tokens.length).toBeLessThanOrEqual(120);
      const places = prompt.tokens.filter((token) => token === IMAGE).length;
      expect(places).toBe(VISUAL_TOKENS * prompt.images.length);
      expect(promptOf(example, true).tokens.length + goldResponse(example).length).toBeLessThan(1024);
    }
  });

  it('are as long as the estimate says', () => {
    const mean = (of: (example: (typeof pool)[number]) => number) =>
      pool.reduce((sum, example) => sum + of(example), 0) / pool.length;
    const expected = gtaExpectedTokens();
    expect(pool[0].policy.passage.tokens).toHaveLength(expected.policy);
    expect(Math.abs(mean(({ prompt }) => prompt.tokens.length) / expected.prompt - 1)).toBeLessThan(0.1);
    expect(Math.abs(mean((one) => goldResponse(one).length) / expected.response - 1)).toBeLessThan(0.1);
  });

  it('call every tool, and use every plan', () => {
    const many = sampleExamples(PAPER_POLICY, 700, RandomStream.of(3, 'many'));
    expect(new Set(many.map(({ answerClass }) => answerClass)).size).toBe(32);
    expect(new Set(many.map(({ instance }) => instance.plan)).size).toBe(PLAN_NAMES.length);
    expect(new Set(many.map(({ before }) => before.length))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('are the same for the same seed, and growing a split changes none', () => {
    const more = split('pool', 60);
    expect(more.map(({ prompt }) => prompt.tokens)).toEqual(
      pool.slice(0, 60).map(({ prompt }) => prompt.tokens),
    );
    expect(split('cot', 40)[39].prompt.tokens).toEqual(pool[39].prompt.tokens);
    expect(split('pool', 5, 2)[0].prompt.tokens).not.toEqual(pool[0].prompt.tokens);
  });

  it('share no profile, picture or query with another split, whatever the seed', () => {
    const keys = (examples: typeof pool) =>
      new Set(
        examples.flatMap(({ instance }) => [
          profileKey(instance.profile),
          ...instance.pictures.map(({ content }) => contentKey(content)),
          ...(PLANS[instance.plan].manyQueries
            ? [`${instance.plan} ${Object.values(instance.slots).join(' ')}`]
            : []),
        ]),
      );
    const parts = [keys(pool), keys(split('validation', 60, 2)), keys(test)];
    for (const [i, part] of parts.entries()) {
      for (const other of parts.slice(i + 1)) {
        expect([...part].filter((key) => other.has(key))).toEqual([]);
      }
    }
  });

  it('ask in words that say all that the calls need', () => {
    for (const { instance } of pool) {
      const query = queryText(instance);
      expect(query).not.toMatch(/[{}]/);
      for (const word of Object.values(instance.slots)) expect(query).toContain(word);
    }
  });

  it('of several images describe each first, if the policy says so', () => {
    const one = pool.find(({ instance }) => instance.plan === 'choose')
      ?.instance as (typeof pool)[number]['instance'];
    const tools = (describeFirst: boolean) =>
      turnsOf(one, { ...PAPER_POLICY, tips: { ...PAPER_POLICY.tips, describeFirst } }).map(
        ({ need }) => need.tool,
      );
    expect(tools(true)).toEqual(['ImageDescription', 'ImageDescription', 'CountGivenObject']);
    expect(tools(false)).toEqual(['CountGivenObject']);
  });
});

describe('responses', () => {
  it('that are right read back as the call, with full marks and no error', () => {
    for (const example of [...pool, ...test]) {
      const gold = goldResponse(example);
      const { reading: said, format } = readResponse(gold);
      expect(said.call).toEqual(example.turn.call);
      expect(said.tool).toBe(example.turn.need.tool);
      expect(said.steps).toEqual(example.turn.walk?.steps ?? []);
      expect(format).toBe(1);
      expect(GTA_POLICY.score(example, gold)).toEqual({
        accuracy: 1,
        format: 1,
        parts: { tool: 1, arguments: 1 },
      });
      expect(GTA_POLICY.judge(example, gold)).toMatchObject({ score: 10, firstError: null });
    }
  });

  it('without reasoning are scored by their call, and have no format', () => {
    const [example] = pool;
    expect(GTA_POLICY.score(example, example.answer)).toMatchObject({ accuracy: 1, format: 0 });
  });

  it('with words behind the call, a second call, or no end are scored and lose the format', () => {
    const example = pool.find(({ turn }) => turn.need.tool === 'OCR') ?? pool[0];
    const gold = goldResponse(example);
    for (const tail of [[tokenId('tea'), EOS], [...example.answer], []]) {
      const score = GTA_POLICY.score(example, [...gold.slice(0, -1), ...tail]);
      expect(score.format).toBe(0);
      expect(score.parts?.tool).toBe(1);
    }
    expect(GTA_POLICY.score(example, [...gold, tokenId('tea')]).format).toBe(0);
  });

  it('never throw, whatever the tokens are', () => {
    const token = fc.nat(VOCABULARY + 3);
    fc.assert(
      fc.property(
        fc.constantFrom(...pool),
        fc.array(token, { maxLength: 30 }),
        fc.nat(40),
        (example, junk, from) => {
          const gold = goldResponse(example);
          for (const tokens of [junk, [...gold.slice(0, from), ...junk, ...gold.slice(from)]]) {
            const { accuracy } = GTA_POLICY.score(example, tokens);
            expect(accuracy >= 0 && accuracy <= 1).toBe(true);
            const { score } = GTA_POLICY.judge(example, tokens);
            expect(score >= 0 && score <= 10).toBe(true);
            const read = GTA_POLICY.read(tokens);
            expect(v.parse(reading, JSON.parse(JSON.stringify(read)))).toEqual(read);
          }
        },
      ),
    );
  });
});

describe('the judge', () => {
  const example = sampleExamples(PAPER_POLICY, 200, RandomStream.of(5, 'judge')).find(
    ({ turn }) => turn.need.tool === 'OCR' && (turn.walk?.steps.length ?? 0) === 4,
  ) as (typeof pool)[number];
  const words = goldResponse(example).map(tokenWord);
  const judged = (change: (words: string[]) => string[]) =>
    GTA_POLICY.judge(example, idsOf(change([...words])));
  const at = (word: string, from = 0) => words.indexOf(word, from);
  const none = { recall: 0, perception: 0, branching: 0, tool: 0, argument: 0 };

  it('charges a wrong verdict on the picture as perception, and the jump that does not follow from it as branching', () => {
    const judgement = judged((said) => said.with(at('no'), 'yes'));
    expect(judgement.errors).toEqual({ ...none, perception: 1, branching: 1 });
    expect(judgement.firstError).toBe('perception');
  });

  it('charges a misread profile as perception', () => {
    const value = at('credits') + 1;
    const judgement = judged((said) => said.with(value + 2, said[value + 2] === '1' ? '2' : '1'));
    expect(judgement.errors).toEqual({ ...none, perception: 1 });
  });

  it('reads the own type in a step about types, and charges another one as perception', () => {
    const asked = pool.find(({ turn }) =>
      turn.walk?.steps.some(({ condition }) => condition.about === 'type'),
    ) as (typeof pool)[number];
    const said = goldResponse(asked).map(tokenWord);
    const own = said.indexOf('in') - 1;
    const type = said[own] as AccountType;
    expect(type).toBe(asked.instance.profile.accountType);
    expect(said[said.indexOf('</think>') - 1]).toBe(asked.turn.call.name);
    const valueIn = (changed: string[]) =>
      readResponse(idsOf(changed)).reading.steps.find(({ condition }) => condition.about === 'type')?.value;
    expect(valueIn(said)).toBe(type);
    expect(valueIn(said.toSpliced(own, 2))).toBeUndefined();
    const other = said.with(own, ACCOUNT_TYPES.find((one) => one !== type) as string);
    expect(GTA_POLICY.judge(asked, idsOf(other)).errors.perception).toBe(1);
  });

  it('charges a misquoted threshold as recall', () => {
    const judgement = judged((said) => said.with(at('<=') + 1, '3'));
    expect(judgement.errors).toMatchObject({ recall: 1, branching: 0, tool: 0, argument: 0 });
    expect(judgement.firstError).toBe('recall');
  });

  it('charges an unknown condition as recall', () => {
    expect(judged((said) => said.with(at('C6'), 'C60')).errors).toMatchObject({ recall: 1 });
  });

  it('charges a jump to another condition as branching', () => {
    const judgement = judged((said) => [...said.slice(0, at('C6')), ...said.slice(at('C7'))]);
    expect(judgement.errors).toEqual({ ...none, branching: 1 });
    expect(judgement.score).toBeLessThan(8);
  });

  it('charges another version than the rule leads to as branching', () => {
    const name = at('</think>') + 1;
    const other = words[name] === 'OCR_v1' ? 'OCR_v2' : 'OCR_v1';
    expect(judged((said) => said.with(name, other)).errors).toEqual({ ...none, branching: 1 });
  });

  it('charges another tool as tool choice', () => {
    const judgement = judged((said) => said.with(at('OCR'), 'ImageDescription'));
    expect(judgement.firstError).toBe('tool');
    const called = judged((said) => said.with(at('</think>') + 1, 'Solver'));
    expect(called.errors).toEqual({ ...none, tool: 1 });
  });

  it('charges another image in the call as an argument, and in the reasoning as perception', () => {
    const image = example.turn.need.arguments.image as string;
    const other = image === 'image_1' ? 'image_2' : 'image_1';
    expect(judged((said) => said.with(said.lastIndexOf(image), other)).errors).toEqual({
      ...none,
      argument: 1,
    });
    expect(judged((said) => said.with(at(image), other)).errors).toEqual({ ...none, perception: 1 });
  });

  it('gives nothing for going in circles, and little for nothing', () => {
    const step = words.slice(at('C6'), at('C7'));
    const once = judged((said) => said).score;
    const thrice = judged((said) => said.toSpliced(at('C6'), 0, ...step, ...step)).score;
    expect(thrice).toBeLessThan(once - 2);
    expect(judged(() => ['<think>', '</think>', '<eos>']).score).toBe(0);
  });

  it('refers to the conditions named', () => {
    expect(judged((said) => said).references).toEqual(
      example.turn.walk?.steps.map(({ label }) => String(label)),
    );
  });

  it('gives somebody who does not look fewer marks than a right response, and no error of memory', () => {
    const random = RandomStream.of(2, 'blind');
    const judgements = pool.map((one) => GTA_POLICY.judge(one, GTA_POLICY.blindResponse(one, random)));
    expect(judgements.every(({ errors }) => errors.recall === 0 && errors.tool === 0)).toBe(true);
    const mean = judgements.reduce((sum, { score }) => sum + score, 0) / judgements.length;
    expect(mean).toBeGreaterThan(8);
    expect(mean).toBeLessThan(9.8);
  });
});

describe('override', () => {
  it('asks the same questions under other rules of the same name, where the call changes', () => {
    const random = RandomStream.of(1, 'override');
    const asked = GTA_POLICY.override(test, random);
    expect(asked.length).toBeGreaterThan(5);
    for (const one of asked) {
      const before = test.find(({ instance }) => instance === one.instance);
      expect(one.policy.name).toBe('GTAPolicy');
      expect(one.turn.call.name).not.toBe(before?.turn.call.name);
      expect(one.turn.call.arguments).toEqual(before?.turn.call.arguments);
      expect(GTA_POLICY.score(one, goldResponse(one)).accuracy).toBe(1);
    }
  });

  it("reverses the order of OCR's versions", () => {
    for (const { turn } of ocrReversed(pool)) expect(turn.call.name).toMatch(/^OCR_v/);
    expect(ocrReversed(pool).length).toBeGreaterThan(0);
  });
});

describe('baselines', () => {
  it('lie where they should: chance, then the majority tool, then the right tool in a random version', () => {
    const random = RandomStream.of(1, 'baselines');
    const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
    const [low, majority, version] = [chance, majorityTool, randomVersion].map((of) => of(pool, random));
    const tool = (scores: typeof low) => mean(scores.map((score) => score.tool));
    expect(mean(low.map(({ accuracy }) => accuracy))).toBeLessThan(0.08);
    expect(tool(majority)).toBeGreaterThan(tool(low));
    for (const score of version) expect(score.arguments).toBe(1);
    expect(tool(version)).toBeGreaterThan(0.4);
    expect(tool(version)).toBeLessThan(0.65);
    const accuracies = GTA_POLICY.baselines?.(pool, RandomStream.of(1, 'baselines'));
    expect(accuracies?.chance).toEqual(low.map(({ accuracy }) => accuracy));
    expect(mean(accuracies?.randomVersion ?? [])).toBeCloseTo((1 + tool(version)) / 2, 1);
  });
});

describe('views', () => {
  it('come back through JSON and the schema as the same example', () => {
    expect(taskOf('gta-policy')).toBe(GTA_POLICY);
    for (const example of pool.slice(0, 60)) {
      const view = v.parse(exampleView, JSON.parse(JSON.stringify(GTA_POLICY.view(example))));
      expect(taskOfView(view)).toBe(GTA_POLICY);
      const again = GTA_POLICY.example(view);
      expect(again.prompt.tokens).toEqual(example.prompt.tokens);
      expect(goldResponse(again)).toEqual(goldResponse(example));
      expect(again.policy.passage).toEqual(example.policy.passage);
    }
  });

  const view = () =>
    JSON.parse(
      JSON.stringify(GTA_POLICY.view(pool.find(({ instance }) => instance.plan === 'attribute') ?? pool[0])),
    );
  it.each([
    [
      'another plan',
      (one: ReturnType<typeof view>) => {
        one.instance.plan = 'copy';
      },
    ],
    [
      'a missing slot',
      (one: ReturnType<typeof view>) => {
        one.instance.slots = {};
      },
    ],
    [
      'an unknown word',
      (one: ReturnType<typeof view>) => {
        one.instance.slots.thing = 'unicorn';
      },
    ],
    [
      'no picture',
      (one: ReturnType<typeof view>) => {
        one.instance.pictures = [];
      },
    ],
    [
      'a rule less',
      (one: ReturnType<typeof view>) => {
        one.rules.rules.pop();
      },
    ],
    [
      'an age of 5',
      (one: ReturnType<typeof view>) => {
        one.instance.profile.age = 5;
      },
    ],
    [
      'a phrase too many',
      (one: ReturnType<typeof view>) => {
        one.instance.phrase = 9;
      },
    ],
    [
      'a field too many',
      (one: ReturnType<typeof view>) => {
        one.instance.more = 1;
      },
    ],
  ])('are refused with %s', (_, damage) => {
    const damaged = view();
    damage(damaged);
    expect(v.safeParse(exampleView, damaged).success).toBe(false);
  });

  it('make lines for other programs, with every picture', () => {
    for (const example of pool.slice(0, 20)) {
      const { fields, pictures } = GTA_POLICY.datasetLine(GTA_POLICY.view(example));
      expect(JSON.parse(fields.answer as string)).toEqual(example.turn.call);
      expect(fields.images).toEqual(pictures?.map(({ name }) => name));
      expect(pictures?.every(({ draw }) => draw(24).length === 24 * 24 * 3)).toBe(true);
      expect(fields.question).toContain(queryText(example.instance));
    }
  });
});
