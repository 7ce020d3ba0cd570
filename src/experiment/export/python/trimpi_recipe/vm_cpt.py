"""VM-CPT with LLaMA-Factory: torchrun --nproc_per_node 8 -m trimpi_recipe.vm_cpt vm_cpt.yaml

LLaMA-Factory's stage sft with train_on_prompt, which puts loss on every token, less the visual ones.
"""

from llamafactory.data import loader
from llamafactory.data.processor import PackedSupervisedDatasetProcessor, SupervisedDatasetProcessor

from .visual_mask import check_example, mask_visual


class VisualMask:
    """To be mixed into a dataset processor of LLaMA-Factory: ignores visual tokens in the labels it builds."""

    def _encode_data_example(self, prompt, response, system, tools, images, videos, audios):
        input_ids, labels = super()._encode_data_example(prompt, response, system, tools, images, videos, audios)
        placeholder = self.template.mm_plugin.image_token
        visual_ids = {self.tokenizer.convert_tokens_to_ids(placeholder)}
        check_example(input_ids, len(images), visual_ids, self.data_args.cutoff_len)
        return input_ids, mask_visual(input_ids, labels, visual_ids)


class MaskedProcessor(VisualMask, SupervisedDatasetProcessor):
    pass


class MaskedPackedProcessor(VisualMask, PackedSupervisedDatasetProcessor):
    pass


def install():
    """Puts the masking processors where LLaMA-Factory looks for its own."""
    loader.SupervisedDatasetProcessor = MaskedProcessor
    loader.PackedSupervisedDatasetProcessor = MaskedPackedProcessor


def main():
    from llamafactory.train.tuner import run_exp

    install()
    run_exp()


if __name__ == "__main__":
    main()
