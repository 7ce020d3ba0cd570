import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../random/stream';
import { gtaExample } from '../../../../tasks/gta/example';
import { sampleInstance } from '../../../../tasks/gta/instance';
import { sampleBoard } from '../../../../tasks/gta/pictures/board';
import { samplePicture } from '../../../../tasks/gta/pictures/picture';
import { PLAN_NAMES, PLANS } from '../../../../tasks/gta/plans/plans';
import { PAPER_POLICY } from '../../../../tasks/gta/rules/policy-dataset';
import { gtaView } from '../../../../tasks/gta/view-schema';
import { withText } from './board-text';
import { kindsOf, questionFault, slotChoices, withInstance, withPicture, withPlan } from './question';

const rules = PAPER_POLICY;
const random = RandomStream.of(1, 'test');
const start = { instance: sampleInstance(rules, random), rules };

describe('questions of Try it', () => {
  it.each(PLAN_NAMES)('turn to the plan %s and stay whole under every edit', (plan) => {
    const asked = withPlan(start, plan, random);
    if (typeof asked === 'string') throw new Error(asked);
    expect(asked.instance.plan).toBe(plan);
    expect(asked.instance.profile).toBe(start.instance.profile);
    const edits = [
      asked,
      ...PLANS[plan].pictures.flatMap((_, place) =>
        kindsOf(plan, place).map((kind) => withPicture(asked, place, samplePicture(kind, random), random)),
      ),
      ...Object.keys(asked.instance.slots).flatMap((slot) =>
        slotChoices(plan, slot).map((word) =>
          withInstance(asked, { slots: { ...asked.instance.slots, [slot]: word } }),
        ),
      ),
    ].filter((edit) => typeof edit !== 'string');
    for (const edit of edits) {
      expect(questionFault(edit)).toBeNull();
      const view = { task: 'gta-policy', ...edit };
      expect(v.safeParse(gtaView, view).success).toBe(true);
      expect(gtaExample(edit.instance, rules).answer.length).toBeGreaterThan(1);
    }
  });

  it('choices have the words that queries are drawn with', () => {
    for (let i = 0; i < 60; i++) {
      const { plan, slots } = sampleInstance(rules, random);
      for (const [slot, word] of Object.entries(slots)) expect(slotChoices(plan, slot)).toContain(word);
    }
  });

  it('refuse in a sentence what no picture shows', () => {
    const asked = withPlan(start, 'locate', random);
    if (typeof asked === 'string') throw new Error(asked);
    const refused = slotChoices('locate', 'thing')
      .map((thing) => withInstance(asked, { slots: { thing } }))
      .filter((edit) => typeof edit === 'string');
    expect(refused.length).toBeGreaterThan(0);
    for (const sentence of refused) expect(sentence).toMatch(/^The .*\.$/);
  });
});

describe('texts of boards', () => {
  it('are read with any spacing, and move to where they fit', () => {
    const formula = { ...sampleBoard('formula', random), column: 4 };
    expect(withText(formula, '12+7')).toMatchObject({ text: '12 + 7', column: 2 });
    expect(withText({ ...formula, kind: 'equation' }, 'x+3=9')).toMatchObject({ text: 'x + 3 = 9' });
    expect(withText({ ...formula, kind: 'price', row: 1 }, 'tea 45')).toMatchObject({ text: 'tea 45' });
  });

  it.each([
    ['formula', '12'],
    ['formula', 'x + 1'],
    ['formula', '123456 + 7'],
    ['equation', '1 + 1'],
    ['price', 'tea'],
    ['price', 'gold 5'],
    ['word', 'constructor'],
  ] as const)('are refused in a sentence: %s %s', (kind, text) => {
    expect(withText(sampleBoard(kind, random), text)).toMatch(/[.]$/);
  });
});
