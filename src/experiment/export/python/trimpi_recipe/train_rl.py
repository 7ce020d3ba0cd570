"""RL with EasyR1: python3 -m trimpi_recipe.train_rl config=rl.yaml [key=value ...]

EasyR1's own main, with our config (EasyR1's and a section policy_rollout), dataset and trainer in place of its own.
"""

from dataclasses import dataclass, field
from functools import partial

import ray
from verl.trainer import data_loader
from verl.trainer import main as easyr1
from verl.trainer.config import PPOConfig

from .rollout_dataset import PolicyAwareDataset, WholePromptDataset
from .rollout_trainer import PolicyRolloutTrainer


@dataclass
class PolicyRolloutConfig:
    enabled: bool = False
    """sample a part of each group with the policy in the prompt"""
    own: int = 0
    """responses per prompt without the policy"""
    aware: int = 0
    """responses per prompt with the policy"""
    gate: bool = False
    """let policy-aware responses join a group only where they know better (not in the paper)"""
    prompt_key: str = "problem_with_policy"
    """column of the prompt with the policy"""
    image_key: str = "images_with_policy"
    """column of that prompt's images, in order"""
    policy_key: str = "policy"
    """column of the policy's text"""
    accuracy_key: str = "accuracy"
    """the reward's part that the gate compares"""
    max_prompt_length: int = 4096
    """most tokens of a prompt with the policy, images counted"""

    def check(self, responses):
        """Refuses numbers that do not fit together."""
        if not self.enabled:
            return
        if self.own < 2 or self.aware < 2:
            raise ValueError("policy_rollout.own and policy_rollout.aware must each be 2 or more.")
        if self.own + self.aware != responses:
            raise ValueError(
                f"worker.rollout.n is {responses}, but policy_rollout samples {self.own} + {self.aware} responses."
            )


@dataclass
class RecipeConfig(PPOConfig):
    policy_rollout: PolicyRolloutConfig = field(default_factory=PolicyRolloutConfig)

    def post_init(self):
        super().post_init()
        longest = self.policy_rollout.max_prompt_length + self.data.max_response_length
        room = self.worker.rollout.max_model_len
        if self.policy_rollout.enabled and (room is None or room < longest):
            raise ValueError(
                f"worker.rollout.max_model_len is {room}; a policy-aware prompt and its response need {longest}."
            )


def install(config):
    """Puts our dataset and trainer where EasyR1 looks for its own; only the training file gets policy-aware prompts."""

    def dataset(data_path, **options):
        aware = config.policy_rollout.enabled and data_path == config.data.train_files
        make = partial(PolicyAwareDataset, options=config.policy_rollout) if aware else WholePromptDataset
        return make(data_path=data_path, most_images=config.worker.rollout.limit_images, **options)

    data_loader.RLHFDataset = dataset
    easyr1.RayPPOTrainer = PolicyRolloutTrainer


def run(config):
    """EasyR1's runner with the hooks installed, in the process that calls this."""
    install(config)
    # What EasyR1's runner was before Ray made an actor of it.
    runner = easyr1.Runner.__ray_metadata__.modified_class
    runner().run(config)


@ray.remote(num_cpus=1)
class Runner:
    def run(self, config):
        # Imported here: an actor's process has modules of its own, and those are the ones to hook.
        from trimpi_recipe import train_rl

        train_rl.run(config)


def main():
    easyr1.PPOConfig = RecipeConfig
    easyr1.Runner = Runner
    easyr1.main()


if __name__ == "__main__":
    # By its name, so that other processes find the config's class where this one does.
    from trimpi_recipe.train_rl import main as named_main

    named_main()
