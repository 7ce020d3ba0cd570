"""Rows through LLaMA-Factory's loader, converter and label building, with and without the visual mask."""

import json
import re
from pathlib import Path

from check_configs import llamafactory_config
from report import equal, true

IGNORE = -100
#: Tokens that no question of any task fits in together with its response.
SHORT = 320


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


def check_vm_cpt(folder, tools):
    """VM-CPT's labels: every token of policy, question and response, no visual token."""
    tokenizer = tools.tokenizer
    image = tokenizer.convert_tokens_to_ids("<|image_pad|>")
    rows = built(folder / "vm_cpt.yaml", tokenizer, tools.processor)
    examples = [json.loads(line) for line in (folder / f"data/{tools.module}_vm_cpt.jsonl").read_text().splitlines()]
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


def check_sft(folder, config, tools):
    """SFT's labels: the response alone, and a prompt that is whole and has no policy in it."""
    tokenizer = tools.tokenizer
    rows = built(folder / config, tokenizer, tools.processor)
    stage = re.match("cot_sft|direct_sft", config).group()
    examples = [json.loads(line) for line in (folder / f"data/{tools.module}_{stage}.jsonl").read_text().splitlines()]
    equal(len(rows), len(examples), "number of rows")
    for row, example in zip(rows, examples):
        learned = tokenizer.decode([label for label in row["labels"] if label != IGNORE])
        true("\\boxed{" in learned and "<|vision_start|>" not in learned, "loss is on the response")
        read = tokenizer.decode(row["input_ids"])
        true(tools.mark not in read, "the policy is not in the prompt")
        for turn in example["conversations"]:
            true(all(text in read for text in turn["value"].split("<image>")), f"a row is cut: cutoff_len loses a part of {turn['value'][:40]!r}")
    return f"{len(rows)} rows, whole, loss on responses only, no policy in the prompt"


def changed(folder, name, change):
    """A config with changed lines."""
    path = folder / f"{name}_changed.yaml"
    path.write_text("\n".join(map(change, (folder / f"{name}.yaml").read_text().split("\n"))))
    return path


def cut_at(tokens):
    return lambda line: f"cutoff_len: {tokens}" if line.startswith("cutoff_len") else line


def check(report, name, folder, direct, tools):
    """folder: a recipe with VM-CPT and CoT SFT; direct: one with Direct SFT; both with data"""
    from llamafactory.data import loader
    from trimpi_recipe import vm_cpt

    own = (loader.SupervisedDatasetProcessor, loader.PackedSupervisedDatasetProcessor)
    report.refuses(f"{name}: the check sees a missing mask", lambda: check_vm_cpt(folder, tools), "the mask is missing")
    vm_cpt.install()
    report.run(f"{name}: VM-CPT labels", lambda: check_vm_cpt(folder, tools))
    cutoff = tools.too_short
    short = changed(folder, "vm_cpt", cut_at(cutoff))
    report.refuses(
        f"{name}: a cut sequence is refused",
        lambda: built(short, tools.tokenizer, tools.processor),
        f"reaches cutoff_len = {cutoff}",
    )
    loader.SupervisedDatasetProcessor, loader.PackedSupervisedDatasetProcessor = own
    report.run(f"{name}: CoT SFT labels", lambda: check_sft(folder, "cot_sft.yaml", tools))
    report.run(f"{name}: Direct SFT labels", lambda: check_sft(direct, "direct_sft.yaml", tools))
    half = changed(folder, "cot_sft", cut_at(SHORT))
    report.refuses(f"{name}: the check sees a cut prompt", lambda: check_sft(folder, half.name, tools), "a row is cut")
    misspelt = changed(folder, "vm_cpt", lambda line: line.replace("learning_rate:", "learning_rat:"))
    report.refuses(f"{name}: a misspelt key of LLaMA-Factory is refused", lambda: llamafactory_config(misspelt), "learning_rat")
    for path in (half, misspelt):
        path.unlink()
