"""TriMPI at the paper's scale: hooks on EasyR1 and LLaMA-Factory, written by TriMPI Playground.

clevr_policy     ClevrPolicy: what counts as an answer, what quotes a policy faithfully
gta_policy       GTAPolicy: the same for tool calls
tool_calls       what a tool call scores, argument by argument (plain Python)
responses        reasoning and box of a response (plain Python)
reward           the reward function that EasyR1 loads
groups           which responses form a group (plain Python)
rollout_dataset  EasyR1's dataset with a second, policy-aware prompt beside each prompt
rollout_trainer  EasyR1's trainer with PolicyRollout, and an end that keeps the run
train_rl         python3 -m trimpi_recipe.train_rl config=rl.yaml
visual_mask      labels of visual tokens are ignored (plain Python)
vm_cpt           torchrun -m trimpi_recipe.vm_cpt vm_cpt.yaml
prepare_data     from the playground's dataset files to those of both programs
"""
