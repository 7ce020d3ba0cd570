import { interleaved, logLogSlope } from './measure';
import { ourTrainer } from './our-trainer';
import { type BenchContext, row } from './report';
import { type DecoderShape, STEP_SHAPE, wordBatch } from './shape';

interface Sweep {
  readonly name: string;
  /** What grows, and the shape at that point. */
  readonly points: readonly (readonly [x: number, shape: DecoderShape])[];
}

const at = (change: Partial<DecoderShape>): DecoderShape => ({ ...STEP_SHAPE, ...change });

const SWEEPS: readonly Sweep[] = [
  {
    name: 'sequence length T',
    points: [64, 128, 256, 512].map((length) => [length, at({ length })] as const),
  },
  { name: 'batch B', points: [1, 2, 4, 8].map((batch) => [batch, at({ batch })] as const) },
  {
    name: 'model width D',
    points: [64, 128, 256].map((width) => [width, at({ width, heads: width / 32, batch: 1 })] as const),
  },
  { name: 'layers', points: [1, 2, 4, 8].map((layers) => [layers, at({ layers, batch: 1 })] as const) },
];

/** (d) What a training step of ours costs as its shape grows; the slope is the exponent of the power law. */
export async function benchScaling(context: BenchContext): Promise<void> {
  for (const { name, points } of SWEEPS) {
    const trainers = points.map(([x, shape]) => ({ x, shape, trainer: ourTrainer(shape) }));
    const variants = Object.fromEntries(
      trainers.map(({ x, shape, trainer }) => [String(x), () => trainer.step(wordBatch(shape, 1))]),
    );
    const ms = await interleaved(variants, Math.min(context.rounds, 3));
    const slope = logLogSlope(points.map(([x]) => [x, ms[String(x)]]));
    for (const { x, trainer } of trainers) {
      context.add(row(context, `training step, ${name} = ${x}`, { ms: ms[String(x)] }, null, { slope }));
      trainer.dispose();
    }
    context.say(`cost grows as ${name} to the ${slope.toFixed(2)}`);
  }
}
