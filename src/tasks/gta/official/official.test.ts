import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../random/stream';
import { sampleExamples } from '../example';
import { turnsOf } from '../instance';
import { PAPER_POLICY } from '../rules/policy-dataset';
import { readOfficialFiles } from './read';
import { officialRows, rowFields, splitRows } from './rows';
import { smallDataset, smallToolmeta } from './testing/small-gta';
import { officialDataset, officialTools } from './write';

const read = (toolmeta: unknown, dataset: unknown) =>
  readOfficialFiles(JSON.stringify(toolmeta), JSON.stringify(dataset));

function entriesOf(result: ReturnType<typeof readOfficialFiles>) {
  if (!result.ok) throw new Error(result.message);
  return result.entries;
}

const small = () => entriesOf(read(smallToolmeta(), smallDataset()));

describe("GTA's files", () => {
  it('are read with every variant', () => {
    const entries = small();
    expect(entries.map(({ calls }) => calls.map(({ name }) => name))).toEqual([
      ['OCR', 'GoogleSearch'],
      ['CountGivenObject', 'CountGivenObject', 'Calculator'],
      ['TextToImage'],
      ['MathOCR', 'DrawBox'],
    ]);
    expect(entries[0].answer).toEqual({ whitelist: [['3', 'three'], ['euros']], blacklist: [['dollars']] });
    expect(entries[0].calls[1]).toEqual({
      name: 'GoogleSearch',
      arguments: { query: 'Café Rosa prices', k: 4 },
      thought: 'Now search.',
      returned: '3 euros',
    });
    expect(entries[1].calls.map(({ returned }) => returned)).toEqual(['5', '2', '3']);
    expect(entries[1].calls.every(({ thought }) => thought === null)).toBe(true);
    expect(entries[2]).toMatchObject({ files: [], answer: null });
    expect(entries[3].answer).toEqual(['3', ['three', 3]]);
    expect(entries[3].calls[0].arguments).toEqual({ image: 'image/image_4.jpg' });
    expect(entries[3].calls[1].returned).toBe('');
  });

  type Files = { toolmeta: ReturnType<typeof smallToolmeta>; dataset: ReturnType<typeof smallDataset> };
  // biome-ignore lint/suspicious/noExplicitAny: damage is what types forbid
  const damage = (change: (files: any) => void) => {
    const files: Files = { toolmeta: smallToolmeta(), dataset: smallDataset() };
    change(files);
    return read(files.toolmeta, files.dataset);
  };
  it.each([
    [
      'no tools',
      damage((f) => {
        f.toolmeta = {};
      }),
      'toolmeta.json has no tools.',
    ],
    [
      'no queries',
      damage((f) => {
        f.dataset = {};
      }),
      'dataset.json has no queries.',
    ],
    [
      'a list',
      damage((f) => {
        f.dataset = [];
      }),
      'dataset.json must be an object.',
    ],
    [
      'a tool without inputs',
      damage((f) => {
        delete f.toolmeta.OCR.inputs;
      }),
      'toolmeta.json: OCR is damaged at "inputs".',
    ],
    [
      'a tool under another name',
      damage((f) => {
        f.toolmeta.OCR.name = 'MathOCR';
      }),
      'toolmeta.json: OCR calls itself MathOCR.',
    ],
    [
      'a query without dialogs',
      damage((f) => {
        delete f.dataset[1].dialogs;
      }),
      'Query "1" is damaged at "dialogs".',
    ],
    [
      'a message without a role',
      damage((f) => {
        delete f.dataset[1].dialogs[2].role;
      }),
      'Query "1" is damaged at "dialogs.2.role".',
    ],
    [
      'an assistant first',
      damage((f) => {
        f.dataset[0].dialogs.shift();
      }),
      'Query "0" does not begin with a message of the user.',
    ],
    [
      'two users',
      damage((f) => {
        f.dataset[0].dialogs.push({ role: 'user', content: 'And?' });
      }),
      'Query "0" has a second message of the user.',
    ],
    [
      'an unknown tool offered',
      damage((f) => {
        f.dataset[1].tools.push('Telescope');
      }),
      'Query "1" offers Telescope, which toolmeta.json does not describe.',
    ],
    [
      'an unknown tool called',
      damage((f) => {
        f.dataset[2].dialogs[1].tool_calls[0].function.name = 'Telescope';
      }),
      'Query "2" calls Telescope, which toolmeta.json does not describe.',
    ],
    [
      'an unknown argument',
      damage((f) => {
        f.dataset[2].dialogs[1].tool_calls[0].function.arguments.size = 3;
      }),
      'Query "2" calls TextToImage with "size", which it does not take.',
    ],
    [
      'arguments that are a list',
      damage((f) => {
        f.dataset[2].dialogs[1].tool_calls[0].function.arguments = [1];
      }),
      'Query "2" is damaged at "dialogs.1.tool_calls.0.function.arguments".',
    ],
    [
      'a return too many',
      damage((f) => {
        f.dataset[2].dialogs.push({ role: 'tool', name: 'TextToImage', content: 'x' });
      }),
      'Query "2" has a return without a call.',
    ],
    [
      'a return of another tool',
      damage((f) => {
        f.dataset[0].dialogs[2].name = 'MathOCR';
      }),
      'Query "0" has a return of MathOCR where OCR was called.',
    ],
    [
      'a missing return',
      damage((f) => {
        f.dataset[0].dialogs.splice(2, 1);
      }),
      'Query "0" calls a tool before OCR has returned.',
    ],
    [
      'no call',
      damage((f) => {
        f.dataset[2].dialogs = f.dataset[2].dialogs.slice(0, 1);
      }),
      'Query "2" calls no tool.',
    ],
    [
      'a strange answer',
      damage((f) => {
        f.dataset[0].gt_answer = { right: 3 };
      }),
      'Query "0" is damaged at "gt_answer".',
    ],
    [
      'a file without a path',
      damage((f) => {
        delete f.dataset[0].files[0].path;
      }),
      'Query "0" is damaged at "files.0.path".',
    ],
  ])('with %s get one sentence', (_, result, message) => {
    expect(result).toEqual({ ok: false, message });
  });

  it('that are cut off or not JSON get one sentence, and nothing throws', () => {
    const [toolmeta, dataset] = [JSON.stringify(smallToolmeta()), JSON.stringify(smallDataset())];
    expect(readOfficialFiles(toolmeta.slice(0, -9), dataset)).toEqual({
      ok: false,
      message: 'toolmeta.json is not JSON.',
    });
    expect(readOfficialFiles(toolmeta, dataset.slice(0, -9))).toEqual({
      ok: false,
      message: 'dataset.json is not JSON.',
    });
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('0', '1', '2', '3'), (json, id) => {
        const result = read(smallToolmeta(), { ...smallDataset(), [id]: json });
        expect(result.ok ? 'ok' : result.message).toMatch(/^Query "\d" .*\.$/);
      }),
    );
  });
});

describe('rows', () => {
  it('are one per call, with versions by the rules and one user per query', () => {
    const rows = officialRows(small(), PAPER_POLICY, 1);
    expect(rows).toHaveLength(8);
    const [read_, search] = rows;
    expect(read_.call.name).toMatch(/^OCR_v[1-5]$/);
    expect(search.before).toEqual([{ call: read_.call, returned: 'Café Rosa' }]);
    expect(search.profile).toEqual(read_.profile);
    expect(rows[4].before).toHaveLength(2);
    expect(rows[6].call.name).toBe('MathOCR');
    expect(rows[4].call.name).toBe('Calculator');
    expect(officialRows(small(), PAPER_POLICY, 1)).toEqual(rows);
    expect(officialRows(small(), PAPER_POLICY, 2)).not.toEqual(rows);
  });

  it('become lines that other programs read', () => {
    const [row] = officialRows(small(), PAPER_POLICY, 1);
    const fields = rowFields(row, PAPER_POLICY);
    expect(fields).toMatchObject({ id: '0/0', images: ['image/image_1.jpg'], history: [] });
    expect(JSON.parse(fields.answer as string)).toEqual(row.call);
    expect(fields.response).toContain(
      'Read the sign first.\nNeeded: the next step, by OCR.\nCondition 5: Does the image show mathematics? No.',
    );
  });

  it('are split 451 to 106, each query on one side', () => {
    const entries = Array.from({ length: 229 }, (_, i) => {
      const [entry] = small();
      const calls = Array.from({ length: i < 99 ? 3 : 2 }, () => entry.calls[0]);
      return { ...entry, id: String(i), calls };
    });
    const rows = officialRows(entries, PAPER_POLICY, 1);
    expect(rows).toHaveLength(557);
    const { train, test } = splitRows(rows, 1);
    expect([train.length, test.length]).toEqual([451, 106]);
    const queries = (part: readonly (typeof rows)[number][]) =>
      new Set(part.map(({ id }) => id.split('/')[0]));
    expect([...queries(test)].filter((query) => queries(train).has(query))).toEqual([]);
  });
});

describe('our instances in the same form', () => {
  const instances = sampleExamples(PAPER_POLICY, 60, RandomStream.of(1, 'write')).map(
    ({ instance }) => instance,
  );

  it('are read back as the same calls, users and returns', () => {
    const { dataset } = officialDataset(instances, PAPER_POLICY, 10);
    const rows = officialRows(entriesOf(read(officialTools(), dataset)), PAPER_POLICY, 1);
    instances.forEach((instance, id) => {
      const turns = turnsOf(instance, PAPER_POLICY);
      const own = rows.filter((row) => row.id.startsWith(`${id}/`));
      expect(own.map(({ profile }) => profile)).toEqual(turns.map(() => instance.profile));
      const plain = (text: string) => text.replace(/image\/\d+_(image_\d)\.png/g, '$1');
      expect(JSON.parse(plain(JSON.stringify(own.map(({ call }) => call))))).toEqual(
        turns.map(({ call }) => call),
      );
      expect(own.at(-1)?.before.map(({ returned }) => returned)).toEqual(
        turns.slice(0, -1).map(({ returned }) => returned),
      );
    });
  });

  it('have a file for every picture, and boxes in pixels', () => {
    const { dataset, images } = officialDataset(instances, PAPER_POLICY, 448);
    expect(images).toHaveLength(instances.flatMap(({ pictures }) => pictures).length);
    expect(images[0].draw()).toHaveLength(448 * 448 * 3);
    const paths = new Set(images.map(({ path }) => path));
    expect(paths.size).toBe(images.length);
    const boxes = [...JSON.stringify(dataset).matchAll(/\((\d+), (\d+), (\d+), (\d+)\)/g)];
    expect(boxes.length).toBeGreaterThan(0);
    expect(Math.max(...boxes.map((box) => Number(box[3])))).toBeGreaterThan(50);
  });
});
