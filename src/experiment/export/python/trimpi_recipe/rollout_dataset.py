"""EasyR1's dataset, with prompts that are never cut and, for PolicyRollout, a policy-aware prompt beside each."""

import os

from verl.utils.dataset import RLHFDataset, process_image

#: Where the policy-aware prompt travels: EasyR1 hands on a row's multi_modal_data and reads "images" and "videos" of it.
AWARE = "policy_aware"


class WholePromptDataset(RLHFDataset):
    """Refuses a prompt that does not fit instead of cutting it.

    most_images: worker.rollout.limit_images, what vLLM makes room for
    """

    def __init__(self, *args, most_images, **kwargs):
        super().__init__(*args, **{**kwargs, "truncation": "error"})
        self.most_images = most_images

    def check_images(self, images, index):
        if 0 < self.most_images < len(images):
            raise ValueError(
                f"A prompt of row {index} has {len(images)} pictures, more than worker.rollout.limit_images = "
                f"{self.most_images}: vLLM would refuse it. Raise worker.rollout.limit_images."
            )

    def __getitem__(self, index):
        self.check_images(self.dataset[index][self.image_key], index)
        try:
            return super().__getitem__(index)
        except RuntimeError as error:
            raise ValueError(
                f"The prompt of row {index} does not fit data.max_prompt_length = {self.max_prompt_length}: it would "
                "lose its image or its question. Raise data.max_prompt_length."
            ) from error


class PolicyAwareDataset(WholePromptDataset):
    """Adds to each row what the policy-aware half of its group is sampled from.

    options: the policy_rollout section of the config
    """

    def __init__(self, *args, options, **kwargs):
        super().__init__(*args, **kwargs)
        self.options = options

    def __getitem__(self, index):
        row = self.dataset[index]
        example = super().__getitem__(index)
        aware = self._aware_prompt(row, index)
        for column in (self.options.prompt_key, self.options.image_key, self.options.policy_key):
            example.pop(column, None)
        example["multi_modal_data"] = {**example["multi_modal_data"], AWARE: aware}
        return example

    def _aware_prompt(self, row, index):
        """The prompt with the policy in it: token ids with one placeholder per image, its own images, the policy."""
        images = list(row[self.options.image_key])
        if self.image_dir is not None:
            images = [os.path.join(self.image_dir, image) for image in images]
        messages = self._build_messages({self.prompt_key: row[self.options.prompt_key], self.image_key: images})
        prompt = self.processor.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        self.check_images(images, index)
        pictures = [process_image(image, self.min_pixels, self.max_pixels) for image in images] or None
        whole = self.processor(pictures, [prompt], add_special_tokens=False, return_tensors="pt")
        length = whole["input_ids"].size(-1)
        if length > self.options.max_prompt_length:
            raise ValueError(
                f"The policy-aware prompt of row {index} has {length} tokens, more than "
                f"policy_rollout.max_prompt_length = {self.options.max_prompt_length}. Raise it, and "
                "worker.rollout.max_model_len with it."
            )
        return {
            "raw_prompt_ids": self.tokenizer.encode(prompt, add_special_tokens=False),
            "images": images,
            "policy": row[self.options.policy_key],
        }
