/** File name, with folders, -> text. */
export type RecipeFiles = Readonly<Record<string, string>>;

export const PROGRAMS = ['llama-factory', 'easyr1'] as const;
export type Program = (typeof PROGRAMS)[number];

export const MODEL_SIZES = ['3B', '7B'] as const;
export type ModelSize = (typeof MODEL_SIZES)[number];

export interface RecipeOptions {
  /** Qwen2.5-VL's size; the paper has both. */
  readonly size: ModelSize;
  /** Gated PolicyRollout (ours; method section 2.4b) in place of the paper's. */
  readonly gate: boolean;
}

export const PAPER_OPTIONS: RecipeOptions = { size: '7B', gate: false };

export type Recipe =
  | { readonly ok: true; readonly files: RecipeFiles }
  /** A sentence that says what to change. */
  | { readonly ok: false; readonly message: string };

/** Devices of one machine, as the paper's batches count them. */
export const DEVICES = 8;

/** Upstream as this recipe was checked against; `npm run verify-recipe` says so of these commits. */
export const UPSTREAM: { readonly [P in Program]: { readonly repository: string; readonly commit: string } } =
  {
    'llama-factory': {
      repository: 'https://github.com/hiyouga/LLaMA-Factory',
      commit: 'ff6d4d12eeb035d6ce06805a5733dd7b29f2ac30',
    },
    easyr1: {
      repository: 'https://github.com/hiyouga/EasyR1',
      commit: 'b44b311b669bf1fd1aa2fc36f2251482ba33cb16',
    },
  };

/** Versions inside the ranges that both programs ask for at these commits. */
export const PACKAGES: Readonly<Record<string, string>> = {
  torch: '2.8.0',
  transformers: '4.57.1',
  vllm: '0.11.0',
  'flash-attn': '2.8.3',
  deepspeed: '0.18.4',
  accelerate: '1.11.0',
  peft: '0.18.1',
  trl: '0.24.0',
  datasets: '4.0.0',
};

export function modelName({ size }: RecipeOptions): string {
  return `Qwen/Qwen2.5-VL-${size}-Instruct`;
}
