/**
 * What of a model a stage may train, by name (method section 2: LoRA in the paper's SFT, all parameters in VM-CPT and RL);
 * trained-parameters.ts has the parameters.
 */
export const TRAINED_PARTS = ['upper-half', 'all', 'lora'] as const;
export type TrainedPart = (typeof TRAINED_PARTS)[number];

/** The lower half of the network keeps what it sees: freezing its blocks in SFT and VM-CPT preserves perception (lab notes). */
export const SUPERVISED_PART: TrainedPart = 'upper-half';
export const RL_PART: TrainedPart = 'all';

/** LoRA's rank, the paper's. */
export const LORA_RANK = 8;
