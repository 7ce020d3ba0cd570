import { EVERYTHING } from '../model/parameters';
import { Optimizer } from '../train/gradients';
import { languageLoss } from '../train/language-loss';
import { type DecoderShape, decoderConfig, disposeModel, flatWords, modelOf, type WordBatch } from './shape';
import { ADAM, type Trainer } from './trainer';

/** The app's own training step: fused kernels, AdamW over one flat buffer, gradient-norm clipping. */
export function ourTrainer(shape: DecoderShape): Trainer {
  const model = modelOf(decoderConfig(shape));
  const optimizer = new Optimizer(model.parameters, EVERYTHING);
  return {
    step: async (batch: WordBatch) => {
      const loss = languageLoss(model, flatWords(batch, shape), EVERYTHING);
      optimizer.step(ADAM.learningRate).dispose();
      const [value] = await loss.data();
      loss.dispose();
      return value;
    },
    dispose: () => {
      optimizer.dispose();
      disposeModel(model);
    },
  };
}
