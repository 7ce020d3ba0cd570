"""EasyR1's trainer with PolicyRollout, and with an end that keeps the run when dynamic sampling finds no more groups.

How it differs from EasyR1's GRPO and DAPO:
1. With PolicyRollout each prompt is answered `own` times as it is and `aware` times with the policy in it. All are one group.
2. Every response is attached to the prompt without the policy: old, reference and new log-probs are computed there.
3. With `gate` (not in the paper) the policy-aware responses join a group only where, faithful ones alone counted, they
   are right more often than the own ones. The others stay in the batch with an empty response mask: they move nothing.
4. Dynamic sampling drops a group whose accuracies are all equal; EasyR1 goes by their mean, which says nothing where there is
   partial credit.
5. When dynamic sampling fails, the run ends with a checkpoint and a sentence instead of an error.
"""

import itertools
import uuid
from collections import defaultdict

import numpy as np
import ray
from verl.protocol import DataProto
from verl.trainer.metrics import reduce_metrics
from verl.trainer.ray_trainer import RayPPOTrainer

from .groups import interleaved_order, is_mixed, taking_part
from .rollout_dataset import AWARE


class NotEnoughGroups(RuntimeError):
    """Dynamic sampling found too few groups with both right and wrong responses."""


class PolicyRolloutTrainer(RayPPOTrainer):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.options = self.config.policy_rollout
        responses = self.config.worker.rollout.n
        self.options.check(responses)
        self.own, self.aware = (self.options.own, self.options.aware) if self.options.enabled else (responses, 0)

    def fit(self):
        try:
            super().fit()
        except NotEnoughGroups as reason:
            self._end_early(reason)

    def _end_early(self, reason):
        """Keeps what was learned: the step that failed has changed nothing."""
        self.actor_rollout_ref_wg.release_rollout_engine()
        self.global_step -= 1
        if self.global_step > 0 and self.global_step % max(1, self.config.trainer.save_freq) != 0:
            self._save_checkpoint()
        print(f"Training ends after step {self.global_step}, with a checkpoint: {reason}")

    def _make_batch_data(self, metrics):
        if not self.options.enabled and not self.config.algorithm.online_filtering:
            return super()._make_batch_data(metrics)
        wanted = self.config.data.rollout_batch_size * self.config.worker.rollout.n
        most_tries = self.config.trainer.max_try_make_batch
        columns = defaultdict(list)
        kept = []
        for tries in itertools.count(1):
            kept += self._scored_groups(self._sampled_groups(self._next_prompts()), columns)
            if sum(map(len, kept)) >= wanted:
                break
            if 0 < most_tries <= tries:
                found = sum(map(len, kept)) // self.config.worker.rollout.n
                raise NotEnoughGroups(
                    f"{tries} tries found {found} of {self.config.data.rollout_batch_size} groups with right and "
                    "wrong responses. Most prompts are answered always right or always wrong by now."
                )
        metrics.update(reduce_metrics(columns))
        metrics["dynamic_sampling/tries"] = tries
        return DataProto.concat(kept)[:wanted]

    def _next_prompts(self):
        """One batch of the data loader, starting over at its end. A uid per prompt names its group."""
        try:
            rows = next(self.data_iterator)
        except StopIteration:
            self.data_iterator = iter(self.train_dataloader)
            rows = next(self.data_iterator)
        data = self.config.data
        pixels = {"min_pixels": data.min_pixels, "max_pixels": data.max_pixels, "video_fps": data.video_fps}
        prompts = DataProto.from_single_dict(rows, meta_info=pixels)
        prompts.non_tensor_batch["uid"] = np.array([str(uuid.uuid4()) for _ in range(len(prompts))], dtype=object)
        return prompts

    def _sampled_groups(self, prompts):
        """own + aware responses to each prompt, all attached to the prompt without the policy.

        The rollout worker samples from raw_prompt_ids and images, and attaches what comes out to input_ids. For the
        policy-aware half the former are those with the policy, the latter stay those without.
        """
        own, aware = self.own, self.aware
        plain = prompts.pop(
            batch_keys=["input_ids", "attention_mask", "position_ids"],
            non_tensor_batch_keys=["raw_prompt_ids", "multi_modal_data"],
        )
        carried = list(plain.non_tensor_batch["multi_modal_data"])
        own_media = [{key: value for key, value in media.items() if key != AWARE} for media in carried]
        first = self._generate(plain, plain.non_tensor_batch["raw_prompt_ids"], own_media, own, prompts.meta_info)
        if aware == 0:
            return self._grouped(prompts, first, ["own"] * own)
        with_policy = [media[AWARE] for media in carried]
        second = self._generate(
            plain,
            [prompt["raw_prompt_ids"] for prompt in with_policy],
            [{"images": prompt["images"]} for prompt in with_policy],
            aware,
            prompts.meta_info,
        )
        second.non_tensor_batch["multi_modal_data"] = objects(own_media).repeat(aware)
        both = DataProto.concat([first, second])[interleaved_order(len(plain), own, aware)]
        groups = self._grouped(prompts, both, ["own"] * own + ["aware"] * aware)
        if self.options.gate:
            truths = list(groups.non_tensor_batch["ground_truth"])
            for row in range(len(groups)):
                if groups.non_tensor_batch["source"][row] == "aware":
                    policy = with_policy[row // (own + aware)]["policy"]
                    truths[row] = {"answer": truths[row], "policy": policy}
            groups.non_tensor_batch["ground_truth"] = objects(truths)
        return groups

    def _grouped(self, prompts, responses, sources):
        """Responses with what is known of their prompts, and where each of a group was sampled."""
        responses.meta_info = {key: value for key, value in responses.meta_info.items() if key != "n"}
        groups = prompts.repeat(repeat_times=len(sources), interleave=True).union(responses)
        groups.non_tensor_batch["source"] = objects(sources * len(prompts))
        return groups

    def _generate(self, plain, raw_prompt_ids, media, responses, meta_info):
        request = DataProto(
            batch=plain.batch,
            non_tensor_batch={"raw_prompt_ids": objects(raw_prompt_ids), "multi_modal_data": objects(media)},
            meta_info={**meta_info, "n": responses},
        )
        return self.actor_rollout_ref_wg.generate_sequences(request)

    def _scored_groups(self, groups, columns):
        """Rewards, gate, dynamic sampling. Returns the groups that stay, each a DataProto of n rows."""
        size, own = self.own + self.aware, self.own
        scores, parts = ray.get(self.reward_fn.compute_reward.remote(groups))
        groups.batch["token_level_scores"] = scores
        for name, values in parts.items():
            columns[f"reward/{name}"] += values
        sources = groups.non_tensor_batch["source"]
        if self.aware > 0:
            for name, values in parts.items():
                for source, value in zip(sources, values):
                    columns[f"reward_{source}/{name}"].append(value)
        algorithm = self.config.algorithm
        kept = []
        for first in range(0, len(groups), size):
            rows = range(first, first + size)
            accuracies = [parts[self.options.accuracy_key][row] for row in rows]
            joins = taking_part(accuracies, own, self.options.gate and self.aware > 0)
            if self.aware > 0:
                columns["policy_rollout/joined"].append(float(all(joins)))
            for row, trains in zip(rows, joins):
                if not trains:
                    # A uid of its own keeps a response out of the group's mean and deviation.
                    groups.batch["response_mask"][row] = 0
                    groups.non_tensor_batch["uid"][row] += "/left out"
            filtered = [parts[algorithm.filter_key][row] for row, trains in zip(rows, joins) if trains]
            if not algorithm.online_filtering or is_mixed(filtered, algorithm.filter_low, algorithm.filter_high):
                kept.append(groups[list(rows)])
        return kept


def objects(values):
    """A numpy array of Python objects, one for each value, whatever their shapes."""
    array = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):
        array[row] = value
    return array
