import { log } from '../../math/log.ts';
import type { Policy } from '../policy.ts';

/**
 * Weighted lottery: every agent goes to a framework drawn at random, in proportion to weight
 * (Mesos's random sorter; lottery scheduling, Waldspurger and Weihl, OSDI 1994).
 *
 * Each node carries the time of its next event in a race of independent Poisson processes with
 * rates equal to the weights. The earliest wins and draws its next time; since such processes
 * have no memory, winners are independent draws in proportion to weight, at heap cost. One that
 * is passed over for an agent it refuses keeps its place for the next agent.
 */
export const random: Policy = {
  name: 'random',
  summary: 'weighted lottery: every agent to a framework drawn at random',
  source: 'Apache Mesos random sorter; Waldspurger and Weihl, OSDI 1994',
  properties: ['strategy-proofness'],
  start: (accounts, stream) => {
    const next: number[] = [];
    // One race among the children of each node.
    const now: number[] = [];
    const draw = (node: number): void => {
      // 1 - u lies in (0, 1], so the logarithm is finite.
      const wait = -log(1 - stream.next()) / accounts.weight[node];
      next[node] = (now[accounts.parent[node]] ?? 0) + wait;
    };
    return {
      key(node) {
        if (next[node] === undefined) draw(node);
        return next[node];
      },
      served(node) {
        const race = accounts.parent[node];
        if (!(now[race] >= next[node])) now[race] = next[node];
        draw(node);
      },
      // A race runs on while a node is away; what it drew before would let it win at once.
      joined: draw,
    };
  },
};
