"""PolicyRollout on EasyR1's own data loader, rollout, trainer and objective, with a toy engine and a toy model."""

import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from check_configs import easyr1_config
from report import equal, true
from toy import Box, ToyEngine, ToyPolicy, fraction

PROMPTS, OWN, AWARE, DEVICES = 8, 4, 4, 2
SMALL = (
    *(f"data.rollout_batch_size={PROMPTS}", "worker.actor.global_batch_size=4", "trainer.val_freq=-1"),
    *("trainer.val_before_train=false", "trainer.save_freq=5", "trainer.max_steps=2"),
    *(f"trainer.n_gpus_per_node={DEVICES}", "worker.actor.micro_batch_size_per_device_for_update=4"),
)
POLICY_ROLLOUT = (f"worker.rollout.n={OWN + AWARE}", f"policy_rollout.own={OWN}", f"policy_rollout.aware={AWARE}")
FILTERING = (*POLICY_ROLLOUT, "algorithm.online_filtering=true")
GATED = (*FILTERING, "policy_rollout.gate=true")
PLAIN = (f"worker.rollout.n={OWN}", f"policy_rollout.own={OWN}", "policy_rollout.aware=0")


class Speaker:
    """What the toy model says: right as often as asked, by reasoning that follows the policy only where it knows the answer.

    rows: lines of the pool; a prompt is known by its question and its last image
    tools.says: (row, source, whether it is right) -> response; tools.mark: text that stands in policies only
    """

    def __init__(self, rows, right, tools):
        self.right, self.says, self.mark = right, tools.says, tools.mark
        self.rows = defaultdict(list)
        for row in rows:
            self.rows[picture_of(row["images"])].append(row)

    def __call__(self, prompt, images, sample):
        asked = self.rows[images[-1].tobytes() if images else None]
        row = next(row for row in asked if question_of(row["problem"]) in prompt)
        source = "aware" if self.mark in prompt else "own"
        return self.says(row, source, fraction(row["id"], source, sample) < self.right[source])


def question_of(prompt):
    """The text behind a prompt's last picture."""
    return prompt.rpartition("<image>")[2].strip()


def picture_of(images):
    from PIL import Image

    if not images:
        return None
    with Image.open(images[-1]) as image:
        return image.convert("RGB").tobytes()


class ToyWorkers:
    """EasyR1's worker group: its own rollout code with a toy engine, its own objective with a toy policy."""

    world_size = DEVICES

    def __init__(self, config, tokenizer, engine):
        from verl.workers.rollout.vllm_rollout_spmd import vLLMRollout

        rollout = vLLMRollout.__new__(vLLMRollout)
        rollout.config, rollout.pad_token_id, rollout.inference_engine = config.worker.rollout, tokenizer.pad_token_id, engine
        rollout.lora_kwargs, rollout.use_tqdm, rollout.return_video_metadata = {}, False, False
        rollout.sampling_params = Box(n=config.worker.rollout.n, temperature=1.0)
        self.rollout, self.config, self.tokenizer = rollout, config, tokenizer
        self.policy = ToyPolicy(len(tokenizer))
        self.reference = ToyPolicy(len(tokenizer))
        self.saved, self.updates = [], []

    def prepare_rollout_engine(self):
        self.awake = True

    def release_rollout_engine(self):
        self.awake = False

    def generate_sequences(self, prompts):
        true(self.awake, "the rollout engine is awake")
        true(len(prompts) % self.world_size == 0, "prompts divide among devices")
        prompts.meta_info["eos_token_id"] = self.tokenizer.eos_token_id
        return self.rollout.generate_sequences(prompts)

    def _log_probs(self, policy, batch, name):
        from verl.protocol import DataProto

        with torch.no_grad():
            return DataProto.from_dict(tensors={name: policy(batch.batch)})

    def compute_log_probs(self, batch):
        return self._log_probs(self.policy, batch, "old_log_probs")

    def compute_ref_log_probs(self, batch):
        return self._log_probs(self.reference, batch, "ref_log_probs")

    def update_actor(self, batch):
        """EasyR1's loss on the whole batch; one step up its gradient."""
        from verl.protocol import DataProto
        from verl.trainer.core_algos import compute_policy_loss

        actor = self.config.worker.actor
        log_probs = self.policy(batch.batch)
        loss, metrics = compute_policy_loss(
            old_log_probs=batch.batch["old_log_probs"],
            log_probs=log_probs,
            advantages=batch.batch["advantages"],
            response_mask=batch.batch["response_mask"],
            clip_ratio_low=actor.clip_ratio_low,
            clip_ratio_high=actor.clip_ratio_high,
            clip_ratio_dual=actor.clip_ratio_dual,
            tau_positive=actor.tau_positive,
            tau_negative=actor.tau_negative,
            loss_type=actor.loss_type,
            loss_avg_mode=actor.loss_avg_mode,
        )
        self.policy.zero_grad()
        loss.backward()
        gradient = float(self.policy.weights.grad.norm())
        ratio = float((log_probs.detach() - batch.batch["old_log_probs"]).abs().max())
        self.updates.append(Box(loss=loss.item(), gradient=gradient, ratio=ratio, batch=batch))
        with torch.no_grad():
            self.policy.weights -= 0.1 * self.policy.weights.grad
        return DataProto(non_tensor_batch={"actor/pg_loss": np.array([loss.item()])})

    def save_checkpoint(self, path, save_model_only=False):
        Path(path).mkdir(parents=True, exist_ok=True)
        self.saved.append(Path(path).parent.name)


class ToyReward:
    """EasyR1's reward manager behind the `.remote` of a Ray actor; `ray.get` gives back what it is given."""

    def __init__(self, manager):
        self.compute_reward = Box(remote=manager.compute_reward)


def trainer_of(path, tools, right, overrides):
    """Our trainer on EasyR1's data loader, with toy workers. tools: those of tasks.py"""
    import ray
    from trimpi_recipe import rollout_trainer, train_rl
    from verl.trainer import data_loader, ray_trainer
    from verl.trainer.main import Role
    from verl.workers.reward import AutoRewardManager

    ray.get = lambda value: value
    tokenizer, processor = tools.tokenizer, tools.processor
    ray_trainer.tqdm = lambda *_, **__: Box(update=lambda *_: None)
    saved = tempfile.mkdtemp(prefix="checkpoints-", dir=path.parent)
    config = easyr1_config(path, [*SMALL, f"trainer.save_checkpoint_path={saved}", *overrides])
    train_rl.install(config)
    loader, validation = data_loader.create_dataloader(config.data, tokenizer, processor)
    loader.num_workers = validation.num_workers = 0
    rows = [json.loads(line) for line in Path(config.data.train_files).read_text().splitlines()]
    rollout = config.worker.rollout
    engine = ToyEngine(tokenizer, Speaker(rows, right, tools), rollout.limit_images, rollout.max_model_len)
    reward = ToyReward(AutoRewardManager(config.worker.reward, tokenizer))
    trainer = rollout_trainer.PolicyRolloutTrainer(
        config=config,
        tokenizer=tokenizer,
        processor=processor,
        train_dataloader=loader,
        val_dataloader=validation,
        role_worker_mapping={Role.ActorRolloutRef: None},
        resource_pool_manager=Box(get_num_gpus=lambda: DEVICES),
        reward_fn=reward,
        val_reward_fn=None,
    )
    trainer.actor_rollout_ref_wg = ToyWorkers(config, tokenizer, engine)
    return trainer, engine, {row["id"]: row for row in rows}


def one_batch(trainer):
    trainer.data_iterator = iter(trainer.train_dataloader)
    trainer.actor_rollout_ref_wg.prepare_rollout_engine()
    metrics = {}
    return trainer._make_batch_data(metrics), metrics


def check_rollout(path, tools):
    """G + G responses per prompt, one group, attached to the prompt without the policy."""
    trainer, engine, rows = trainer_of(
        path, tools, {"own": 0.25, "aware": 0.75}, [*POLICY_ROLLOUT, "algorithm.online_filtering=false"]
    )
    batch, metrics = one_batch(trainer)
    size = OWN + AWARE
    equal(len(batch), PROMPTS * size, "rows")
    equal(len(engine.prompts), 2 * PROMPTS, "prompts that the engine was asked")
    asked_with_policy = [images for text, images in engine.prompts if tools.mark in text]
    equal(len(asked_with_policy), PROMPTS, "prompts with the policy")
    equal([text.count("<|image_pad|>") for text, _ in engine.prompts], [images for _, images in engine.prompts], "placeholders of images")
    with_policy = [len(rows[batch.non_tensor_batch["id"][first]]["images_with_policy"]) for first in range(0, len(batch), size)]
    equal(asked_with_policy, with_policy, "images of the prompts with the policy")
    for first in range(0, len(batch), size):
        group = batch[list(range(first, first + size))]
        row = rows[group.non_tensor_batch["id"][0]]
        equal(len(set(group.non_tensor_batch["uid"])), 1, "groups in a stretch of n rows")
        equal(list(group.non_tensor_batch["source"]), ["own"] * OWN + ["aware"] * AWARE, "order of sources")
        prompts = {tuple(ids.tolist()) for ids in group.batch["prompts"]}
        equal(len(prompts), 1, "prompts of a group")
        text = tools.tokenizer.decode([token for token in prompts.pop() if token != tools.tokenizer.pad_token_id])
        true(tools.mark not in text, "the policy is in no prompt that is trained on")
        question = question_of(row["problem"])
        true(question in text, "question and instruction are whole")
        for ids, prompt, response in zip(group.batch["input_ids"], group.batch["prompts"], group.batch["responses"]):
            equal(ids.tolist(), prompt.tolist() + response.tolist(), "sequence")
        said = [tools.tokenizer.decode(ids, skip_special_tokens=True) for ids in group.batch["responses"]]
        equal([f"{source} object" in text for source, text in zip(["own"] * OWN + ["aware"] * AWARE, said)], [True] * size, "sampler")
        media = group.non_tensor_batch["multi_modal_data"]
        equal([list(one) for one in media], [["images"]] * size, "media carried on")
        equal([one["images"] for one in media], [row["images"]] * size, "images of the prompt without the policy")
    true("reward_own/accuracy" in metrics and "reward_aware/accuracy" in metrics, "rewards are split by source")
    return (
        f"{PROMPTS} prompts, {OWN} + {AWARE} responses each, interleaved, all under the prompt without the policy; "
        f"{min(with_policy)} to {max(with_policy)} images in a policy-aware prompt; "
        f"accuracy own {metrics['reward_own/accuracy']:.2f}, policy-aware {metrics['reward_aware/accuracy']:.2f}"
    )


def check_training(path, tools, overrides):
    """Two steps of EasyR1's own fit: log-probs under the plain prompt, one mean and deviation per group, ratio 1."""
    trainer, _, _ = trainer_of(path, tools, {"own": 0.3, "aware": 0.7}, overrides)
    workers = trainer.actor_rollout_ref_wg
    trainer.fit()
    equal(len(workers.updates), 2, "updates")
    equal(trainer.global_step, 2, "steps")
    equal(workers.saved, ["global_step_2"], "checkpoints")
    for update in workers.updates:
        data = update.batch
        scores = data.batch["token_level_scores"].sum(-1)
        uids = data.non_tensor_batch["uid"]
        for uid in set(uids):
            rows = [row for row in range(len(data)) if uids[row] == uid]
            group = scores[rows]
            wanted = (group - group.mean()) / (group.std() + 1e-6)
            # The advantage stands on every token of the response, the first among them.
            seen = data.batch["advantages"][rows, 0]
            masked = data.batch["response_mask"][rows, 0]
            true(torch.allclose(seen, wanted * masked, atol=1e-5), "advantages are of the whole group")
    first = workers.updates[0]
    equal("ref_log_probs" in first.batch.batch, not trainer.config.algorithm.disable_kl, "whether there is a reference")
    true(first.ratio < 1e-6, "the ratio is 1 on the first update")
    true(first.gradient > 0, "the gradient is not zero")
    uids = first.batch.non_tensor_batch["uid"]
    sizes = {int((uids == uid).sum()) for uid in set(uids)}
    return f"2 steps, groups of {sorted(sizes)}, ratio 1 and loss {first.loss:.1e} on the first update, gradient {first.gradient:.2e}"


def check_early_end(path, tools, overrides):
    """Dynamic sampling without mixed groups: the run ends after its last whole step, with a checkpoint."""
    trainer, _, _ = trainer_of(path, tools, {"own": 0.3, "aware": 0.7}, [*overrides, "trainer.max_steps=9", "trainer.max_try_make_batch=2"])
    workers = trainer.actor_rollout_ref_wg
    update = workers.update_actor

    def then_always_right(batch):
        workers.rollout.inference_engine.answer.right = {"own": 1.0, "aware": 1.0}
        return update(batch)

    workers.update_actor = then_always_right
    trainer.fit()
    equal(trainer.global_step, 1, "last step")
    equal(workers.saved, ["global_step_1"], "checkpoints")
    return "the run ended after step 1 with a checkpoint"


def check_main(path):
    """EasyR1's main, called as from the command line, hands our config to our runner, which hooks EasyR1's."""
    import ray
    from trimpi_recipe import train_rl
    from verl.trainer import main as easyr1

    handed, made = [], []
    arguments, ours, theirs, ready = sys.argv, train_rl.Runner, easyr1.Runner, ray.is_initialized
    try:
        ray.is_initialized, ray.get = (lambda: True), (lambda value: value)
        train_rl.Runner = Box(remote=lambda: Box(run=Box(remote=handed.append)))
        sys.argv = ["train_rl", f"config={path}", "trainer.experiment_name=other"]
        train_rl.main()
        config = handed[0]
        equal(type(config).__name__, "RecipeConfig", "class of the config")
        true(config.policy_rollout.enabled and config.trainer.experiment_name == "other", "file and command line are read")
        # The actor's process: EasyR1's own runner, as far as it goes without a model.
        easyr1.Runner = theirs
        easyr1.get_tokenizer = easyr1.get_processor = lambda *_, **__: None
        easyr1.ray = Box(remote=lambda cls: Box(options=lambda **_: Box(remote=lambda *_: None)))
        easyr1.create_dataloader = lambda data, *_: made.append(data_loader_class(config)) or (None, None)
        train = train_rl.PolicyRolloutTrainer
        train_rl.PolicyRolloutTrainer = lambda **parts: made.append(type(parts["config"]).__name__) or Box(
            init_workers=lambda: made.append("workers"), fit=lambda: made.append("fit")
        )
        train_rl.run(config)
        equal(made, ["PolicyAwareDataset", "RecipeConfig", "workers", "fit"], "what EasyR1's runner made")
    finally:
        sys.argv, train_rl.Runner, ray.is_initialized = arguments, ours, ready
        train_rl.PolicyRolloutTrainer, easyr1.ray = train, ray
    return "EasyR1's runner made our data set from our config, then started our trainer"


def data_loader_class(config):
    """The class that EasyR1's data loader would make of the training file."""
    from trimpi_recipe import train_rl
    from verl.trainer import data_loader

    made = []
    ours = train_rl.PolicyAwareDataset
    train_rl.PolicyAwareDataset = lambda **parts: made.append(ours.__name__)
    data_loader.RLHFDataset(data_path=config.data.train_files)
    train_rl.PolicyAwareDataset = ours
    return made[0]


def check_gate():
    """The cases of method section 2.4b."""
    from trimpi_recipe.groups import interleaved_order, is_mixed, taking_part

    equal(interleaved_order(2, 2, 1), [0, 1, 4, 2, 3, 5], "order")
    both, own = [True] * 8, [True] * 4 + [False] * 4
    equal(taking_part([1, 0, 0, 0, 1, 1, 0, 0], 4, True), both, "aware better")
    equal(taking_part([1, 1, 0, 0, 1, 0, 1, 0], 4, True), own, "a tie")
    equal(taking_part([1, 1, 1, 1, 1, 1, 1, 1], 4, True), own, "own all right")
    equal(taking_part([0, 0, 0, 0, 0, 0, 0, 0], 4, True), own, "unfaithful ones count as wrong")
    equal(taking_part([0.5, 0.5, 0.75, 0.5], 2, True), [True] * 4, "partial accuracies")
    equal(taking_part([1, 1, 0, 0], 2, False), [True] * 4, "without a gate")
    groups = ([1, 0], [0, 0], [1, 1], [0.5, 0.5], [0.5, 0.75])
    equal([is_mixed(group, 0, 1) for group in groups], [True, False, False, False, True], "mixed groups")
    return "7 cases of the gate, 5 of dynamic sampling"


def check_masked_rows(path, tools):
    """With the gate, policy-aware responses that quote no true condition never join, and move nothing."""
    trainer, _, _ = trainer_of(path, tools, {"own": 0.5, "aware": 1.0}, [*GATED, "trainer.max_steps=1"])
    workers = trainer.actor_rollout_ref_wg
    trainer.fit()
    data = workers.updates[0].batch
    aware = data.non_tensor_batch["source"] == "aware"
    true(bool((data.batch["response_mask"][torch.from_numpy(aware)] == 0).all()), "they have an empty mask")
    true(not set(data.non_tensor_batch["uid"][aware]) & set(data.non_tensor_batch["uid"][~aware]), "they are in no group")
    true(workers.updates[0].gradient > 0, "the own ones train")
    return f"{int(aware.sum())} unfaithful responses left out, {int((~aware).sum())} own ones trained"


def check_joining(path, tools):
    """With the gate, faithful policy-aware responses join exactly the groups in which they are right more often."""
    faithful = Box(**{**vars(tools), "says": tools.faithful})
    trainer, _, _ = trainer_of(path, faithful, {"own": 0.5, "aware": 0.6}, [*GATED, "algorithm.online_filtering=false"])
    batch, metrics = one_batch(trainer)
    size, joined = OWN + AWARE, []
    for first in range(0, len(batch), size):
        rewards = batch.batch["token_level_scores"][first : first + size].sum(-1)
        better = bool(rewards[OWN:].mean() > rewards[:OWN].mean() + 1e-6)
        masks = batch.batch["response_mask"][first : first + size].sum(-1) > 0
        equal(masks.tolist(), [True] * OWN + [better] * AWARE, "responses that train")
        equal(len(set(batch.non_tensor_batch["uid"][first : first + size])), 1 if better else 2, "groups of a prompt")
        joined.append(better)
    true(0 < sum(joined) < len(joined), "some groups are joined and some are not")
    equal(metrics["policy_rollout/joined"], sum(joined) / len(joined), "share that is logged")
    return f"{sum(joined)} of {len(joined)} groups joined by responses that know better and quote their policy"


def check_refusals(report, name, poro, tools):
    """Configs that would lose a part of a prompt, and a misspelt key."""

    def cut(override):
        trainer, _, _ = trainer_of(poro, tools, {"own": 0.5, "aware": 0.5}, [*POLICY_ROLLOUT, override])
        one_batch(trainer)

    longest = tools.too_short
    report.refuses(
        f"{name}: a policy-aware prompt that does not fit is refused",
        lambda: cut(f"policy_rollout.max_prompt_length={longest}"),
        f"more than policy_rollout.max_prompt_length = {longest}",
    )
    report.refuses(f"{name}: a prompt that does not fit is refused", lambda: cut("data.max_prompt_length=128"), "lose its image or its question")
    report.refuses(f"{name}: a misspelt key of EasyR1 is refused", lambda: cut("worker.actor.clip_ratio_hi=0.28"), "clip_ratio_hi")


def check_picture_limit(report, name, poro, tools, limit):
    def few():
        trainer, _, _ = trainer_of(poro, tools, {"own": 0.5, "aware": 0.5}, [*POLICY_ROLLOUT, f"worker.rollout.limit_images={limit}"])
        one_batch(trainer)

    report.refuses(
        f"{name}: more pictures than vLLM makes room for are refused", few, f"more than worker.rollout.limit_images = {limit}"
    )


def check_task(report, name, folder, tools):
    """The rollout, two steps of fit, and the gate, on one task. folder: a recipe with data"""
    poro = folder / "rl.yaml"
    report.run(f"{name}: PolicyRollout through EasyR1's rollout", lambda: check_rollout(poro, tools))
    report.run(f"{name}: PoRo-DAPO through EasyR1's fit", lambda: check_training(poro, tools, FILTERING))
    report.run(f"{name}: the gate through EasyR1's fit", lambda: check_masked_rows(poro, tools))
    report.run(f"{name}: the gate lets those join that know better", lambda: check_joining(poro, tools))
    check_refusals(report, name, poro, tools)


def check_methods(report, name, folder, tools):
    """The other methods and the early end. folder: a recipe with rl.yaml, rl-poro-grpo.yaml, rl-dapo.yaml, rl-grpo.yaml"""
    poro, poro_grpo, dapo, grpo = (folder / f"rl{end}.yaml" for end in ("", "-poro-grpo", "-dapo", "-grpo"))
    report.run(f"{name}: PoRo-GRPO through EasyR1's fit", lambda: check_training(poro_grpo, tools, POLICY_ROLLOUT))
    report.run(f"{name}: DAPO through EasyR1's fit", lambda: check_training(dapo, tools, PLAIN))
    report.run(f"{name}: GRPO through EasyR1's fit", lambda: check_training(grpo, tools, PLAIN))
    report.run(f"{name}: PoRo-DAPO ends early with a checkpoint", lambda: check_early_end(poro, tools, FILTERING))
    report.run(f"{name}: DAPO ends early with a checkpoint", lambda: check_early_end(dapo, tools, PLAIN))


def check_once(report, poro, tools):
    """What is the same for every task."""
    report.run("train_rl through EasyR1's main", lambda: check_main(poro))
    report.run("the gate's cases", check_gate)

    def narrow():
        trainer_of(poro, tools, {"own": 0.5, "aware": 0.5}, [*POLICY_ROLLOUT, "worker.rollout.max_model_len=3072"])

    report.refuses("too short a window is refused", narrow, "max_model_len is 3072")
