import type { Attributes, AttributeType, ObjectAttributes } from '../../../scene/scene-graph';

/**
 * A decision policy (ClevrPolicy): a binary tree. A decision node asks whether some object has every value of its
 * `condition`; values accumulate along TRUE edges (method 5.1).
 */
export interface Policy {
  /** Unique name, the number of layers and two syllables, like "L3-Suri". */
  readonly name: string;
  /** Number of layers N of the tree. */
  readonly layers: number;
  readonly root: DecisionNode;
}

/** Attribute values that are shown by a picture of an object that has them, instead of being named (ClevrPolicy-M). */
export type Crops = { readonly [T in AttributeType]?: ObjectAttributes };

export interface DecisionNode {
  readonly kind: 'decision';
  /**
   * Label 1..63. In a named policy it is the heap index (root 1, true child 2i, false child 2i + 1), shown as
   * "Condition 1.1.2"; pretraining policies carry shuffled labels, so that the base must read and not guess.
   */
  readonly label: number;
  /** The whole conjunction asked here, e.g. { color: 'cyan', size: 'small' }. */
  readonly condition: Attributes;
  /** The attribute type this node adds to the conjunction. */
  readonly asks: AttributeType;
  /**
   * The values of the condition that crops show: what the node adds, and what it takes over from the last condition answered yes,
   * which stays as it was given. Absent where words name them all.
   */
  readonly crops?: Crops;
  readonly whenTrue: PolicyNode;
  readonly whenFalse: PolicyNode;
}

export interface ResponseNode {
  readonly kind: 'response';
  /** Case number, "Case 0", "Case 1", ... */
  readonly caseNumber: number;
}

export type PolicyNode = DecisionNode | ResponseNode;

/** One step of reasoning: the node's label, the conjunction quoted, the verdict. */
export interface ReasoningStep {
  readonly label: number;
  readonly condition: Attributes;
  readonly verdict: boolean;
}

/** Gold or generated reasoning: the steps walked and the case answered (null when none was given). */
export interface Reasoning {
  readonly steps: readonly ReasoningStep[];
  readonly caseNumber: number | null;
}
