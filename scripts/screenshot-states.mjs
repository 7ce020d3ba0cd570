import { source } from './source.mjs';

const { encodeLink } = await source('experiment/share/share-link.ts');
const { findPreset, presetConfig } = await source('experiment/plan/presets.ts');

/** Results of a class on the screenshots: what twelve seeds of the quick experiment may come to. */
const ACCURACIES = [0.93, 0.91, 0.95, 0.88, 0.94, 0.97, 0.9, 0.92, 0.86, 0.93, 0.95, 0.91];
const BUILD = 'screenshots';

/** The class link, then a result a line: what the page keeps of a class. */
async function classBoard() {
  const config = presetConfig(findPreset('quick'), 'trimpi-poro-dapo', 1);
  const link = (/** @type {object} */ more) => encodeLink({ config, build: BUILD, results: [], ...more });
  const result = (
    /** @type {number} */ seed,
    /** @type {number} */ accuracy,
    /** @type {object} */ more = {},
  ) =>
    link({
      config: { ...config, seed, ...more },
      results: [
        { stage: 'rl', accuracy, low: accuracy - 0.04, high: Math.min(1, accuracy + 0.03), inContext: 0.9 },
      ],
    });
  const lines = [
    link({ seeds: { first: 1, last: 30 } }),
    ...ACCURACIES.map((accuracy, i) => result(i + 1, accuracy)),
    result(20, 0.4, { rl: { ...config.rl, steps: 12 } }),
  ];
  return `${(await Promise.all(lines)).join('\n')}\n`;
}

/** A queue half-way through a sweep, as the page keeps it. */
async function queueOnTheWay() {
  const { runsOfSweep } = await source('experiment/plan/sweep.ts');
  const config = presetConfig(findPreset('quick'), 'trimpi-dapo', 1);
  const swept = { place: 'rl.learningRate', values: [0.0001, 0.0003] };
  const { configs } = runsOfSweep(config, {
    methods: ['trimpi-dapo', 'trimpi-poro-dapo'],
    seeds: [1, 2, 3],
    swept,
  });
  const accuracies = [0.87, 0.93, 0.9, 0.95, 0.84, 0.91, 0.92, 0.94];
  const runs = configs.map((/** @type {object} */ one, /** @type {number} */ i) => ({
    id: String(i + 1),
    config: one,
    ...(accuracies[i] === undefined
      ? { state: 'waiting' }
      : { state: 'done', accuracy: accuracies[i], record: `run ${i}` }),
  }));
  return JSON.stringify({ runs });
}

/** @typedef {import('playwright-core').Page} Page */

/**
 * States of the screens that a visitor comes to by doing something.
 *
 * @type {readonly { name: string, screen: string, reach: (page: Page, address: string) => Promise<void> }[]}
 */
export const STATES = [
  {
    name: 'rollouts-rewritten',
    screen: 'rollouts',
    async reach(page, address) {
      await page.goto(`${address}?screen=rollouts`);
      await page.getByRole('row', { name: /^1/ }).first().click();
      await page
        .locator('.response-token', { hasText: /^(yes|no)/ })
        .first()
        .click();
      await page.locator('.rewrite-choices .button:not([aria-disabled=true])').first().click();
      await page.getByText('as it is now; those on record').waitFor({ timeout: 120_000 });
      await page.locator('.group-panel').evaluate((panel) => panel.scrollIntoView());
    },
  },
  {
    name: 'taught',
    screen: 'lab',
    async reach(page, address) {
      await page.goto(`${address}?screen=try`);
      await page.getByTestId('teach').press('Enter');
      await page.getByTestId('own-policy').waitFor();
    },
  },
  {
    name: 'queue',
    screen: 'lab',
    async reach(page, address) {
      await page.goto(address);
      const queue = await queueOnTheWay();
      await page.evaluate((kept) => localStorage.setItem('queue', kept), queue);
      await page.reload();
      await page.getByTestId('queue-results').waitFor();
      await page.getByTestId('queue-plan').press('Enter');
      await page.getByTestId('queue').evaluate((panel) => panel.scrollIntoView());
    },
  },
  { name: 'class', screen: 'compare', reach: openClass },
  {
    name: 'class-projector',
    screen: 'compare',
    async reach(page, address) {
      await openClass(page, address);
      await page.getByTestId('project').click();
      await page.getByTestId('projector').waitFor();
    },
  },
  {
    name: 'class-link',
    screen: 'lab',
    async reach(page, address) {
      const [link] = (await classBoard()).split('\n');
      // Another fragment alone would not load the page anew.
      await page.goto('about:blank');
      await page.goto(address + link);
      await page.getByTestId('class-card').waitFor();
    },
  },
];

/** @param {Page} page @param {string} address */
async function openClass(page, address) {
  await page.goto(`${address}?screen=compare`);
  const text = await classBoard();
  await page.evaluate((kept) => localStorage.setItem('class-board', kept), text);
  await page.reload();
  await page.getByTestId('class-result').first().waitFor();
}
