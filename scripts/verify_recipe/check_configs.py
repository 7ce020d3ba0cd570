"""Every config of every recipe through upstream's own classes."""

import re
import tempfile
from collections import Counter
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path

import yaml
from omegaconf import OmegaConf
from report import equal, true


def easyr1_config(path, overrides=()):
    """A config as EasyR1's main reads it, checked as its trainer and workers check it."""
    from trimpi_recipe.train_rl import RecipeConfig

    merged = OmegaConf.merge(OmegaConf.structured(RecipeConfig()), OmegaConf.load(path), OmegaConf.from_dotlist(list(overrides)))
    config = OmegaConf.to_object(merged)
    config.deep_post_init()
    actor, rollout, devices = config.worker.actor, config.worker.rollout, config.trainer.n_gpus_per_node
    config.policy_rollout.check(rollout.n)
    true(config.data.rollout_batch_size % actor.global_batch_size == 0, "rollout batch is whole updates")
    true(config.data.rollout_batch_size % devices == 0, "rollout batch divides among devices")
    rows = config.data.rollout_batch_size * rollout.n
    true(rows % actor.micro_batch_size_per_device_for_experience == 0, "micro batches for experience divide")
    share = actor.global_batch_size * rollout.n // devices
    true(share > 0 and share % actor.micro_batch_size_per_device_for_update == 0, "micro batches for updates divide")
    true(devices % rollout.tensor_parallel_size == 0, "tensor parallel size divides the devices")
    room = rollout.max_model_len or rollout.prompt_length + rollout.response_length
    true(rollout.max_num_batched_tokens >= room, "vLLM's batch holds the longest sequence")
    return config


def llamafactory_config(path):
    """A config as LLaMA-Factory's command reads it: unknown keys and values of the wrong type are errors."""
    from llamafactory.hparams import parser

    args = yaml.safe_load(Path(path).read_text())
    if "export_dir" in args:
        return parser._parse_infer_args(args)
    args.pop("deepspeed", None)  # starts a distributed engine
    args["bf16"] = False  # a GPU's
    args["use_cpu"] = True
    return parser._parse_train_args(args)


def kind_of(path):
    """"rl", "eval", or "" for a config of LLaMA-Factory."""
    return re.match("rl|eval|", path.name).group()


def refused(path):
    """What upstream's classes say against a config, in one line; None where they take it."""
    try:
        if kind_of(path):
            easyr1_config(path)
        else:
            llamafactory_config(path)
    except Exception as error:
        return f"{path.parent.name}/{path.name}: {' '.join(str(error).split())[:200]}"
    return None


def check(report, recipes):
    """All configs at once; a recipe is a folder with the files of one method, size and gate."""
    paths = [path for folder in recipes for path in sorted(folder.glob("*.yaml"))]
    kinds = Counter(map(kind_of, paths))
    failures = [failure for failure in map(refused, paths) if failure]
    seen = f"{kinds['rl']} RL and {kinds['eval']} evaluation configs, {kinds['']} supervised configs of {len(recipes)} recipes"
    report.add("configs pass upstream's classes", not failures, "; ".join(failures) or seen)


#: A key of each kind of config, without its last letter.
MISSPELT = {
    "rl.yaml": "clip_ratio_hig",
    "eval_override.yaml": "val_batch_siz",
    "vm_cpt.yaml": "cutoff_le",
    "merge_cot_sft.yaml": "export_di",
}


def check_misspelling(recipe):
    """Copies of a recipe's configs with a misspelt key, through the same check."""
    with tempfile.TemporaryDirectory() as folder:
        for name, key in MISSPELT.items():
            text, times = re.subn(rf"\b{key}\w:", f"{key}:", (recipe / name).read_text())
            equal(times, 1, f"keys like {key} in {name}")
            path = Path(folder) / name
            path.write_text(text)
            true(key in (refused(path) or ""), f"{name} with {key} is refused")
    return f"{len(MISSPELT)} configs refused: {', '.join(MISSPELT)}"


def upstream_keys():
    """Every key that the configs may have, by program, as dotted paths: what tests without a checkout hold configs to."""
    from llamafactory.hparams import parser
    from trimpi_recipe.train_rl import RecipeConfig

    def paths(cls, prefix=""):
        for one in fields(cls):
            yield prefix + one.name
            value = one.default_factory() if one.default_factory is not MISSING else one.default
            if is_dataclass(value):
                yield from paths(type(value), f"{prefix}{one.name}.")

    arguments = {one.name for cls in (*parser._TRAIN_ARGS, *parser._INFER_ARGS) for one in fields(cls)}
    return {"easyr1": sorted(set(paths(RecipeConfig))), "llama-factory": sorted(arguments)}
