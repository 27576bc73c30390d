import type { RandomStream } from '../random/random-stream.ts';

/**
 * An allocation policy: who is served next. One file implements one policy.
 *
 * A policy does not allocate. It gives every node of the role tree (roles and the frameworks
 * in them) a key; the allocation cycle descends to the child with the smallest key, level by
 * level, and gives it an agent. Ties go to the node allocated to fewer times, then by name.
 */
export interface Policy {
  /** As typed on the command line. */
  readonly name: string;
  /** One line for `evenhand policies`. */
  readonly summary: string;
  /** Paper and section, or document, of what is implemented. */
  readonly source: string;
  /** Fairness properties that hold for divisible demands, in the terms of the DRF paper's Table 2. */
  readonly properties: readonly FairnessProperty[];
  /** Whether the cluster's agents are cut into slots and tasks take one slot each. */
  readonly slots?: true;
  /** The policy at work over one allocator's accounts. */
  start(accounts: Accounts, random: RandomStream): PolicyRule;
}

export type FairnessProperty =
  | 'sharing incentive'
  | 'strategy-proofness'
  | 'envy-freeness'
  | 'Pareto efficiency'
  | 'single-resource fairness'
  | 'bottleneck fairness'
  | 'population monotonicity'
  | 'resource monotonicity';

/** What the cycle asks of a policy. */
export interface PolicyRule {
  /**
   * The order key of a node: smaller is served first, never NaN. Asked anew whenever the
   * node's allocation, its weight, its waiting time or the cluster's total changed.
   */
  key(node: number): number;
  /** The node was just given an agent; called before its key is asked again. */
  served?(node: number): void;
  /** The node became eligible after it was not; called before its key is asked. */
  joined?(node: number): void;
  /** The top-level node an agent is set aside for; absent, every agent is for everybody. */
  ownerOf?(agent: number): number;
}

/** What a policy may look at. Columns are replaced when they grow: read them anew each time. */
export interface Accounts {
  /** Number of resources, the stride of `allocated`. */
  readonly resources: number;
  /** Names of the resources by id. */
  readonly resourceNames: readonly string[];
  /** Total of all agents, thousandths by resource. */
  readonly total: Float64Array;
  /** Offered and used, thousandths, `node * resources + resource`; a parent's is its subtree's. */
  readonly allocated: Float64Array;
  /** Weight by node, 1 unless set. Frameworks have none: always 1 (Mesos `docs/weights.md`). */
  readonly weight: Float64Array;
  /** Weight by node and resource, `node * resources + resource` (DRF paper, section 4.3). */
  readonly weightByResource: Float64Array;
  /** Since when the node has waited, microseconds; a parent's is the longest wait below it. */
  readonly waitingSinceUs: Float64Array;
  /** Parent by node. */
  readonly parent: Int32Array;
  /** Children of the root, in order of their names. */
  topLevel(): readonly number[];
}
