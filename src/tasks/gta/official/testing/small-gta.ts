/** A small set of our own making in the form of GTA's files, with every variant that they have. */

const tool = (name: string, ...inputs: readonly string[]) => ({
  name,
  description: `What ${name} does.`,
  inputs: inputs.map((input) => ({
    type: 'text',
    name: input,
    description: null,
    optional: false,
    default: null,
    filetype: null,
  })),
  outputs: [{ type: 'text', name: null, description: null, optional: null, default: null, filetype: null }],
});

export const smallToolmeta = () => ({
  OCR: tool('OCR', 'image'),
  MathOCR: tool('MathOCR', 'image'),
  Calculator: tool('Calculator', 'expression'),
  CountGivenObject: tool('CountGivenObject', 'image', 'text'),
  GoogleSearch: tool('GoogleSearch', 'query', 'k'),
  TextToImage: tool('TextToImage', 'keywords'),
  DrawBox: tool('DrawBox', 'image', 'bbox', 'annotation'),
});

const called = (name: string, given: object) => ({ type: 'function', function: { name, arguments: given } });
const image = (n: number) => ({ type: 'image', path: `image/image_${n}.jpg`, url: null });

export const smallDataset = () => ({
  // A whitelist, and arguments that are no text.
  '0': {
    tools: [tool('OCR', 'image'), tool('GoogleSearch', 'query', 'k')],
    files: [image(1)],
    dialogs: [
      { role: 'user', content: 'What does the café on the sign cost?' },
      {
        role: 'assistant',
        thought: 'Read the sign first.',
        tool_calls: [called('OCR', { image: 'image/image_1.jpg' })],
      },
      { role: 'tool', name: 'OCR', content: { type: 'text', content: 'Café Rosa' } },
      {
        role: 'assistant',
        thought: 'Now search.',
        tool_calls: [called('GoogleSearch', { query: 'Café Rosa prices', k: 4 })],
      },
      { role: 'tool', name: 'GoogleSearch', content: { type: 'text', content: '3 euros' } },
      { role: 'assistant', content: '3 euros' },
    ],
    gt_answer: { whitelist: [['3', 'three'], ['euros']], blacklist: [['dollars']] },
  },
  // Several calls in one turn, no thought, a blacklist that is null.
  '1': {
    tools: ['CountGivenObject', 'Calculator'],
    files: [image(2), image(3)],
    dialogs: [
      { role: 'user', content: 'How many apples more?' },
      {
        role: 'assistant',
        tool_calls: [
          called('CountGivenObject', { image: 'image/image_2.jpg', text: 'apple' }),
          called('CountGivenObject', { image: 'image/image_3.jpg', text: 'apple' }),
        ],
      },
      { role: 'tool', name: 'CountGivenObject', content: { type: 'text', content: 5 } },
      { role: 'tool', name: 'CountGivenObject', content: '2' },
      { role: 'assistant', thought: null, tool_calls: [called('Calculator', { expression: '5 - 2' })] },
      { role: 'tool', name: 'Calculator', content: { type: 'text', content: '3' } },
    ],
    gt_answer: { whitelist: [['3']], blacklist: null },
  },
  // No files, an answer that is a picture.
  '2': {
    tools: ['TextToImage'],
    files: [],
    dialogs: [
      { role: 'user', content: 'Draw a red fox.' },
      { role: 'assistant', thought: 'Draw.', tool_calls: [called('TextToImage', { keywords: 'red fox' })] },
      { role: 'tool', name: 'TextToImage', content: { type: 'image', content: 'image/made.png' } },
    ],
    gt_answer: null,
  },
  // Answers as lists, arguments as a string, a box, mathematics, no last return.
  '3': {
    tools: ['MathOCR', 'DrawBox'],
    files: [image(4)],
    dialogs: [
      { role: 'user', content: 'Mark the sum.' },
      {
        role: 'assistant',
        tool_calls: [
          { type: 'function', function: { name: 'MathOCR', arguments: '{"image": "image/image_4.jpg"}' } },
        ],
      },
      { role: 'tool', name: 'MathOCR', content: { type: 'text', content: '1 + 2' } },
      {
        role: 'assistant',
        tool_calls: [
          called('DrawBox', { image: 'image/image_4.jpg', bbox: '(10, 20, 30, 40)', annotation: 'sum' }),
        ],
      },
    ],
    gt_answer: ['3', ['three', 3]],
  },
});
