import { expect, it } from 'vitest';
import type { DatasetConfig } from '../../tasks/dataset';
import { taskOf } from '../../tasks/registry';
import { datasetJsonl } from './export-dataset';
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

it('a line has a picture for every reference in its policy, drawn at a third of the size', async () => {
  const lines = (await datasetJsonl(views, 48)).trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  for (const [i, line] of lines.entries()) {
    const { policy_text, policy_images } = JSON.parse(line);
    const references: string[] = policy_text.match(/\[crop: [a-z ]+\]/g);
    expect(references.length).toBeGreaterThan(0);
    expect(Object.keys(policy_images).sort()).toEqual([...new Set(references)].sort());
    for (const { reference, draw } of task.datasetLine(views[i]).policyPictures ?? []) {
      const png = Buffer.from(policy_images[reference].replace('data:image/png;base64,', ''), 'base64');
      expect(png).toEqual(Buffer.from(await encodePng(draw(16), 16, 16)));
    }
  }
});

it('without pictures a line has the references alone, and a policy in words never has any', async () => {
  const [line] = (await datasetJsonl(views, null)).split('\n');
  expect(JSON.parse(line).policy_images).toBeUndefined();
  const text = taskOf('clevr-policy-t');
  const [example] = text.examples({ ...dataset, kind: 'clevr-policy-t' }, 'cot', 1, 1);
  const [words] = (await datasetJsonl([text.view(example)], 24)).split('\n');
  expect(JSON.parse(words).policy_images).toBeUndefined();
});
