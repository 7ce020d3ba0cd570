"""Rows through LLaMA-Factory's loader, converter and label building, with and without the visual mask."""

import json
from pathlib import Path

from check_configs import llamafactory_config
from report import equal, true

IGNORE = -100


def built(path, tokenizer, processor, workers=None):
    """The training set that LLaMA-Factory makes of a config: {input_ids, labels, ...} for each row."""
    from llamafactory.data import get_template_and_fix_tokenizer
    from llamafactory.data.loader import _get_merged_dataset, _get_preprocessed_dataset

    model_args, data_args, training_args, *_ = llamafactory_config(path)
    data_args.dataset_dir = data_args.media_dir = str(Path(path).parent / "data")
    data_args.preprocessing_num_workers = workers
    training_args.log_level = "error"
    for name in ("image_max_pixels", "image_min_pixels"):
        setattr(processor, name, getattr(model_args, name))
    template = get_template_and_fix_tokenizer(tokenizer, data_args)
    rows = _get_merged_dataset(data_args.dataset, model_args, data_args, training_args, "sft")
    return _get_preprocessed_dataset(rows, data_args, training_args, "sft", template, tokenizer, processor)


def visual_labels(rows, image):
    """(image tokens, how many of them carry loss)."""
    pairs = [pair for row in rows for pair in zip(row["input_ids"], row["labels"])]
    labels = [label for token, label in pairs if token == image]
    return len(labels), sum(label != IGNORE for label in labels)


def check_vm_cpt(folder, tokenizer, processor):
    """VM-CPT's labels: every token of policy, question and response, no visual token."""
    image = tokenizer.convert_tokens_to_ids("<|image_pad|>")
    rows = built(folder / "vm_cpt.yaml", tokenizer, processor)
    examples = [json.loads(line) for line in (folder / "data/clevr_policy_vm_cpt.jsonl").read_text().splitlines()]
    equal(len(rows), len(examples), "number of rows")
    tokens, with_loss = visual_labels(rows, image)
    true(tokens > 0, "there are visual tokens")
    true(with_loss == 0, f"the mask is missing: {with_loss} of {tokens} visual tokens carry loss")
    for row, example in zip(rows, examples):
        learned = tokenizer.decode([label for label in row["labels"] if label != IGNORE])
        for turn in example["conversations"]:
            for text in turn["value"].split("<image>"):
                true(text in learned, f"loss is on all of {text[:40]!r}")
    longest = max(len(row["input_ids"]) for row in rows)
    return f"{len(rows)} rows of up to {longest} tokens; {tokens} visual tokens, all masked; every other token carries loss"


def check_sft(folder, config, tokenizer, processor):
    """SFT's labels: the response alone, and no policy in the prompt."""
    rows = built(folder / config, tokenizer, processor)
    for row in rows:
        learned = tokenizer.decode([label for label in row["labels"] if label != IGNORE])
        true("\\boxed{Case" in learned and "<|vision_start|>" not in learned, "loss is on the response")
        true("# Condition" not in tokenizer.decode(row["input_ids"]), "the policy is not in the prompt")
    return f"{len(rows)} rows, loss on responses only, no policy in the prompt"


def check_pictures(report, folder, tokenizer, processor):
    """folder: a recipe on policies with pictures in them."""
    from llamafactory.data import loader
    from trimpi_recipe import vm_cpt

    own = (loader.SupervisedDatasetProcessor, loader.PackedSupervisedDatasetProcessor)
    vm_cpt.install()
    report.run("VM-CPT labels on policies with pictures", lambda: check_vm_cpt(folder, tokenizer, processor))
    loader.SupervisedDatasetProcessor, loader.PackedSupervisedDatasetProcessor = own


def check(report, folder, direct, tokenizer, processor):
    from llamafactory.data import loader
    from trimpi_recipe import vm_cpt

    own = (loader.SupervisedDatasetProcessor, loader.PackedSupervisedDatasetProcessor)
    report.refuses(
        "the check sees a missing mask", lambda: check_vm_cpt(folder, tokenizer, processor), "the mask is missing"
    )
    vm_cpt.install()
    report.run("VM-CPT labels", lambda: check_vm_cpt(folder, tokenizer, processor))
    short = folder / "vm_cpt_short.yaml"
    text = (folder / "vm_cpt.yaml").read_text()
    short.write_text("\n".join("cutoff_len: 2048" if line.startswith("cutoff_len") else line for line in text.split("\n")))
    report.refuses(
        "a cut sequence is refused", lambda: built(short, tokenizer, processor), "reaches cutoff_len = 2048"
    )
    short.unlink()
    loader.SupervisedDatasetProcessor, loader.PackedSupervisedDatasetProcessor = own
    report.run("CoT SFT labels", lambda: check_sft(folder, "cot_sft.yaml", tokenizer, processor))
    report.run("Direct SFT labels", lambda: check_sft(direct, "direct_sft.yaml", tokenizer, processor))
    misspelt = folder / "misspelt.yaml"
    misspelt.write_text(text.replace("learning_rate:", "learning_rat:"))
    report.refuses("a misspelt key of LLaMA-Factory is refused", lambda: llamafactory_config(misspelt), "learning_rat")
    misspelt.unlink()
