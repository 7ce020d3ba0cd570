import { micro } from './sets.mjs';

/** What a stage leaves of the accuracy with the policy in the prompt when it has collapsed. */
const LEFT = 0.5;
/** Before a stage a model must answer most images for the loss of its answers to be a collapse, which leaves fewer than half. */
const ANSWERING = 0.75;
const SILENT = 0.5;
/** A rise of a supervised loss above the lowest, as a share of the first. */
const RISE = 0.3;

/** SFT, by its names in a config. */
const SFT = { 'direct-sft': 'directSft', 'cot-sft': 'cotSft' };
/** Times the preset's learning rate up to which SFT forgets policies for a while only. */
const USUAL = 4;

/**
 * The first stage with a spoilt model or an alarm: the update at which it began, and the one that named it.
 *
 * @param {any} run what the page tells of it (src/runner/provoke.ts)
 * @param {Record<string, any>} changed what the provocation changes of the preset
 */
export function findings(run, changed) {
  /** @type {any[]} */
  const all = run.updates;
  const shares = Object.entries(run.before).map(([name, { right }]) => {
    const last = all.findLast((update) => update.stage === name);
    return `${name} ${right} to ${last?.right ?? '-'} of ${run.images}`;
  });
  for (const name of ['direct-sft', 'vm-cpt', 'cot-sft', 'rl']) {
    const curve = all.filter((update) => update.stage === name);
    // SFT flickers: one bad update of it is chance.
    const isForgetful = curve.map((update) => forgets(update, run, changed));
    const began = curve.findIndex(
      (_, i) => isSpoilt(curve.slice(0, i + 1)) || (isForgetful[i] && (!(name in SFT) || isForgetful[i + 1])),
    );
    const named = curve.findIndex((update) => update.alarm);
    if (began >= 0 || named >= 0) {
      return { stage: name, began, named, alarm: curve[named]?.alarm, shares: shares.join(', ') };
    }
  }
  return { stage: '-', began: -1, named: -1, alarm: undefined, shares: shares.join(', ') };
}

/** Whether an update leaves a model that no longer follows a policy in its prompt, and should. */
function forgets(
  /** @type {any} */ { stage, right, answered },
  /** @type {any} */ run,
  /** @type {Record<string, any>} */ changed,
) {
  const before = run.before[stage];
  const part = SFT[/** @type {keyof typeof SFT} */ (stage)];
  const isUsual = part && !(changed[part]?.learningRate > USUAL * micro[part].learningRate);
  if (right === undefined || isUsual) return false;
  const isLost = before.right >= run.images / 2 && right <= LEFT * before.right;
  return isLost || (before.answered >= ANSWERING * run.images && answered < SILENT * run.images);
}

/** Whether the newest update of a curve shows a spoilt model by itself. */
function isSpoilt(/** @type {any[]} */ curve) {
  const { stage, point } = curve[curve.length - 1];
  if (!Number.isFinite(point.loss ?? Number.NaN) || !Number.isFinite(point.grad_norm ?? Number.NaN))
    return true;
  const losses = curve.map((each) => each.point.loss);
  return stage !== 'rl' && point.loss - Math.min(...losses) > RISE * losses[0];
}
