"""A toy tokenizer, processor and model in the shape of Qwen2.5-VL's, small enough for the CPU."""

import hashlib

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen2VLImageProcessor

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>")
#: How Qwen's tokenizer splits a text before it merges anything: words, single digits, punctuation, line ends.
PIECES = r" ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s*[\r\n]+|\s+"
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% if message.content is string %}{{ message.content }}"
    "{% else %}{% for part in message.content %}"
    "{% if part.type == 'image' %}<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part.text }}{% endif %}"
    "{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def toy_tokenizer(texts):
    """One token for each piece that occurs in the texts."""
    split = pre_tokenizers.Split(Regex(PIECES), "isolated")
    pieces = dict.fromkeys(piece for text in texts for piece, _ in split.pre_tokenize_str(text))
    frame = ["system", "user", "assistant", "\n", "You", " are", " a", " helpful", " assistant", ".", "<unk>"]
    vocabulary = {piece: number for number, piece in enumerate(dict.fromkeys([*SPECIAL, *frame, *pieces]))}
    core = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    core.pre_tokenizer = split
    core.decoder = decoders.Fuse()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        unk_token="<unk>",
        additional_special_tokens=list(SPECIAL[3:]),
    )
    tokenizer.chat_template = TEMPLATE
    return tokenizer


class ToyProcessor:
    """Qwen2.5-VL's processor with its real image processor: a placeholder becomes as many tokens as the image has."""

    model_input_names = ("input_ids", "attention_mask", "pixel_values", "image_grid_thw")
    image_token = "<|image_pad|>"

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.image_processor = self.video_processor = Qwen2VLImageProcessor()

    def apply_chat_template(self, messages, add_generation_prompt=False, tokenize=False):
        return self.tokenizer.apply_chat_template(
            messages, add_generation_prompt=add_generation_prompt, tokenize=tokenize
        )

    def __call__(self, images=None, text=None, add_special_tokens=False, return_tensors=None):
        pictures = self.image_processor(images=images, return_tensors="pt") if images else {}
        texts = []
        grids = iter(pictures.get("image_grid_thw", []))
        for one in text:
            parts = one.split(self.image_token)
            whole = parts[0]
            for part in parts[1:]:
                tokens = int(next(grids).prod()) // self.image_processor.merge_size**2
                whole += self.image_token * tokens + part
            texts.append(whole)
        words = self.tokenizer(texts, add_special_tokens=add_special_tokens, return_tensors=return_tensors)
        return {**words, **pictures}


def fraction(*parts):
    """A number in [0, 1) that the parts decide."""
    digest = hashlib.sha256(repr(parts).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


class ToyEngine:
    """vllm.LLM, as far as EasyR1 calls it. What it says is up to `answer(prompt text, images, number of the sample)`.

    limit_images: vLLM's limit_mm_per_prompt, max_model_len: its window; as vLLM does, it refuses what exceeds them
    """

    def __init__(self, tokenizer, answer, limit_images, max_model_len):
        self.tokenizer = tokenizer
        self.answer = answer
        self.limit_images = limit_images
        self.max_model_len = max_model_len
        self.prompts = []

    def generate(self, prompts, sampling_params, **_):
        completions = []
        for prompt in prompts:
            text = self.tokenizer.decode(prompt["prompt_token_ids"])
            images = (prompt["multi_modal_data"] or {"image": []})["image"]
            if len(images) > self.limit_images:
                raise ValueError(f"At most {self.limit_images} image(s) may be provided in one prompt, not {len(images)}.")
            length = len(prompt["prompt_token_ids"]) + sum(map(visual_tokens, images)) - len(images)
            if length >= self.max_model_len:
                raise ValueError(f"The prompt of {length} tokens fills the window of {self.max_model_len}.")
            self.prompts.append((text, len(images)))
            outputs = []
            for sample in range(sampling_params.n):
                said = self.answer(text, images, sample)
                ids = self.tokenizer.encode(said, add_special_tokens=False) + [self.tokenizer.eos_token_id]
                outputs.append(Box(token_ids=ids))
            completions.append(Box(outputs=outputs))
        return completions


def visual_tokens(image):
    """Qwen2.5-VL's tokens of an image, one for 28 x 28 pixels."""
    return round(image.width / 28) * round(image.height / 28)


class Box:
    def __init__(self, **fields):
        vars(self).update(fields)


class ToyPolicy(torch.nn.Module):
    """Log-probs of response tokens that depend on the prompt they follow and on one weight per token."""

    def __init__(self, vocabulary):
        super().__init__()
        self.weights = torch.nn.Parameter(torch.zeros(vocabulary))

    def forward(self, batch):
        """[rows, response length], for sequences of left-padded prompts and right-padded responses."""
        length = batch["responses"].size(-1)
        rows = []
        for ids, mask, response in zip(batch["input_ids"], batch["attention_mask"], batch["responses"]):
            prompt = ids[:-length][mask[:-length] == 1]
            shift = fraction(prompt.tolist())
            positions = torch.arange(self.weights.numel())
            logits = self.weights + torch.cos(shift * (1 + positions))
            rows.append(torch.log_softmax(logits, -1)[response])
        return torch.stack(rows)
