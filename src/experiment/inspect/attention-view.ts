import { answers } from '../../evaluate/answers';
import { attentionMaps } from '../../model/attention-maps';
import type { Model } from '../../model/forward';
import { flatBatch } from '../../sequence/flat-batch';
import { examplePrompt } from '../../sequence/prompt';
import type { ExampleView } from '../record/run-record';
import { exampleOf, responseView } from '../record/views';
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
  const example = exampleOf(view);
  const [answer] = await answers(model, [example], policyInPrompt);
  const prompt = examplePrompt(example, policyInPrompt);
  const tokens = [...prompt.tokens, ...answer.tokens.slice(0, -1)];
  const part = { tokens, images: prompt.images, weights: [], prefix: null };
  const first = prompt.tokens.length - 1;
  const maps = await attentionMaps(model, flatBatch([part], model.config.visualTokens), first);
  return {
    response: responseView(answer),
    keys: sectioned(tokens, prompt.tokens.length),
    layers: model.config.layers,
    heads: model.config.heads,
    shares: maps,
  };
}
