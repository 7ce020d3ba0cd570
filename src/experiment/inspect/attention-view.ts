import { answers } from '../../evaluate/answers';
import { attentionMaps } from '../../model/attention-maps';
import type { Model } from '../../model/forward';
import { flatBatch, plainImage } from '../../sequence/flat-batch';
import { taskOfView } from '../../tasks/registry';
import { promptOf } from '../../tasks/task';
import type { ExampleView } from '../record/run-record';
import { responseView } from '../record/views';
import type { AttentionView } from './inspection';
import { sectioned } from './sections';

/**
 * Answers an example greedily, then runs prompt and response once more to see where every token of the response came
 * from. The model answers anew, so that what is attended to is its own response whatever a record holds.
 */
export async function attentionView(
  model: Model,
  view: ExampleView,
  policyInPrompt: boolean,
): Promise<AttentionView> {
  const task = taskOfView(view);
  const example = task.example(view);
  const [answer] = await answers(model, task, [example], policyInPrompt);
  const prompt = promptOf(example, policyInPrompt);
  const tokens = [...prompt.tokens, ...answer.tokens.slice(0, -1)];
  const segment = { tokens, images: prompt.images.map(plainImage), weights: [], prefix: null };
  const policy = policyInPrompt ? example.policy.passage.tokens.length : 0;
  const first = prompt.tokens.length - 1;
  const maps = await attentionMaps(model, flatBatch([segment]), first);
  return {
    response: responseView(task, answer),
    keys: sectioned(task, tokens, prompt.images, { policy, prompt: prompt.tokens.length }),
    layers: model.config.layers,
    heads: model.config.heads,
    shares: maps,
  };
}
