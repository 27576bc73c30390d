import type { RandomStream } from '../random/random-stream.ts';
import type { Want, Wants } from './wants.ts';

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
  /** What can be set, for those who read `evenhand policies`; absent when nothing can. */
  readonly parameters?: readonly PolicyParameter[];
  /** Whether the cluster's agents are cut into slots and tasks take one slot each. */
  readonly slots?: true;
  /** What frameworks must say in REQUEST besides their wait; absent when nothing. */
  readonly needs?: readonly Want[];
  /** How frameworks must order their own jobs for the policy to mean anything; absent: as they like. */
  readonly jobOrder?: 'shortest' | 'least-remaining';
  /** The policy at work over one allocator's accounts. */
  start(accounts: Accounts, random: RandomStream, agents: Agents): PolicyRule;
}

/** Something about a policy that is a choice, and what is chosen where nothing is said. */
export interface PolicyParameter {
  readonly name: string;
  readonly preset: string;
  readonly meaning: string;
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
   * node's allocation, its weight, what it wants or the cluster's total changed.
   */
  key(node: number): number;
  /** A role stands where the first of its children does; `key` is then asked of clients only. */
  readonly inherits?: true;
  /** The node was just given an agent; called before its key is asked again. */
  served?(node: number): void;
  /** The node became eligible after it was not; called before its key is asked. */
  joined?(node: number): void;
  /**
   * Called before each cycle, with its time: a policy that solves for a target, or counts service
   * over time, does so here. True when keys have changed that no account tells of.
   */
  prepare?(nowUs: number): boolean;
  /**
   * The clients in the order in which an agent is offered to them, for policies that look at
   * agent and task together. Absent, the order is that of the keys. Costs a look at every client
   * for every agent.
   * @param free plain thousandths free, `agent * resources + resource`
   */
  orderFor?(agent: number, free: Float64Array): ClientOrder;
  /** The top-level node an agent is set aside for; absent, every agent is for everybody. */
  ownerOf?(agent: number): number;
}

/** Clients one after the other; -1 at the end. */
export interface ClientOrder {
  next(): number;
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
  /** What each client says it waits for, by node. */
  readonly wants: readonly Wants[];
  /** Parent by node; the root's is -1. */
  readonly parent: Int32Array;
  /** Children of the root, in order of their names. */
  topLevel(): readonly number[];
  /** Children of any node, in order of their names; none for a client. */
  childrenOf(node: number): readonly number[];
  isClient(node: number): boolean;
  /** Whether a client can be served, or a role has one below it that can. */
  isEligible(node: number): boolean;
  /** Eligible clients below a node in the order of the keys; the root is 0. */
  walk(from: number): ClientOrder;
}

/** What a policy may know of agents. Columns are replaced when they grow: read them anew. */
export interface Agents {
  /** Every id is below it. */
  readonly count: number;
  /** Plain thousandths, `agent * resources + resource`; zeros for an id that no agent has. */
  readonly totals: Float64Array;
  /** Another number whenever a total has changed. */
  readonly version: number;
}

/** For asking a policy what does not depend on agents. */
export const NO_AGENTS: Agents = { count: 0, totals: new Float64Array(0), version: 0 };
