import { expect, it } from 'vitest';
import type { DatasetConfig } from '../../tasks/dataset';
import { taskOf } from '../../tasks/registry';
import { datasetLines, datasetRows, forgettingRows, policyPictureSize } from './export-dataset';
import { encodePng } from './png';

const dataset: DatasetConfig = {
  kind: 'clevr-policy-m',
  layers: 2,
  policies: 2,
  cotPerPolicy: 2,
  poolPerPolicy: 2,
};
const task = taskOf('clevr-policy-m');
const views = [...task.examples(dataset, 'cot', 2, 1)].map((example) => task.view(example));

/** The lines of views as a file would have them. */
async function parsedLines(rows: ReturnType<typeof datasetRows>, imageSize: number | null) {
  const lines = [];
  for await (const line of datasetLines(rows, imageSize)) lines.push(JSON.parse(line));
  return lines;
}

it('a line has a picture for every reference in its policy, drawn at a third of the size', async () => {
  const lines = await parsedLines(datasetRows(views), 48);
  expect(policyPictureSize(48)).toBe(16);
  expect(lines).toHaveLength(4);
  for (const [i, line] of lines.entries()) {
    const { policy_text, policy_images } = line;
    const references: string[] = policy_text.match(/\[crop: [a-z ]+\]/g);
    expect(references.length).toBeGreaterThan(0);
    expect(Object.keys(policy_images).sort()).toEqual([...new Set(references)].sort());
    for (const { reference, draw } of task.datasetLine(views[i]).policyPictures ?? []) {
      const png = Buffer.from(policy_images[reference].replace('data:image/png;base64,', ''), 'base64');
      expect(png).toEqual(Buffer.from(await encodePng(draw(16), 16, 16)));
    }
  }
});

it('without pictures a line has the references alone, and a policy in words or a question without one never has any', async () => {
  const [line] = await parsedLines(datasetRows(views), null);
  expect(line.policy_text).toContain('[crop: ');
  expect(line.policy_images).toBeUndefined();
  const [unrelated] = await parsedLines(forgettingRows(views, 1), 24);
  expect(unrelated.image).toMatch(/^data:image/);
  expect(unrelated.policy_images).toBeUndefined();
  const text = taskOf('clevr-policy-t');
  const [example] = text.examples({ ...dataset, kind: 'clevr-policy-t' }, 'cot', 1, 1);
  const [words] = await parsedLines(datasetRows([text.view(example)]), 24);
  expect(words.policy_images).toBeUndefined();
});
