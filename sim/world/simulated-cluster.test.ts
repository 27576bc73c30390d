import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../core/allocation/policies/index.ts';
import type { Master } from '../../core/master/master.ts';
import { goldenExperiment } from '../experiment/golden-run.ts';
import { EventLog } from '../log/event-log.ts';
import { SimulatedCluster } from './simulated-cluster.ts';

const SECOND = 1_000_000;

function masterOf(cluster: SimulatedCluster): Master {
  const { leader } = cluster;
  if (leader === null) expect.fail('the only master leads');
  return leader;
}

describe.each(POLICIES)('a cluster under $name', (policy) => {
  const experiment = { ...goldenExperiment(), policy: policy.name };

  it('accounts for every offer at any time: accepted, declined, rescinded or open', () => {
    const cluster = new SimulatedCluster(experiment, policy, new EventLog(null));
    cluster.start();
    let made = 0;
    let seenOpen = 0;
    for (let stop = 1; cluster.jobs.finished < experiment.workload.jobs.count; stop++) {
      // Stops soon after periodic cycles meet offers on their way.
      cluster.kernel.run(cluster, stop * 7 * SECOND + ((stop * 613) % 3000));
      made = 0;
      for (let framework = 0; framework < experiment.workload.frameworks.length; framework++) {
        const counts = cluster.offerCounts(framework);
        const connection = cluster.view.agents.length + framework;
        const open = masterOf(cluster)
          .offers.values()
          .filter((offer) => offer.framework.connection === connection).length;
        expect(counts.accepted + counts.declined + counts.rescinded + open).toBe(counts.made);
        made += counts.made;
        seenOpen += open;
      }
    }
    expect(made).toBe(masterOf(cluster).allocator.offersMade);
    expect(seenOpen).toBeGreaterThan(0);
  });

  it('never gives out more of an agent than it has', () => {
    const cluster = new SimulatedCluster(experiment, policy, new EventLog(null));
    cluster.start();
    for (let stopUs = SECOND; cluster.jobs.finished < experiment.workload.jobs.count; ) {
      cluster.kernel.run(cluster, stopUs);
      stopUs += 3 * SECOND;
      const held = new Map<number, number[]>();
      const hold = (agent: number, amounts: readonly number[]): void => {
        const before = held.get(agent) ?? amounts.map(() => 0);
        held.set(
          agent,
          before.map((amount, r) => amount + amounts[r]),
        );
      };
      for (const offer of masterOf(cluster).offers.values()) hold(offer.agentId, offer.resources);
      for (const framework of masterOf(cluster).frameworks) {
        for (const task of framework?.tasks.values() ?? []) {
          const over = task.state === 'TASK_FINISHED';
          if (!over) hold(task.agent.id, task.info.resources);
        }
      }
      for (const [agent, amounts] of held) {
        const total = masterOf(cluster).agents[agent]?.resources ?? [];
        amounts.forEach((amount, r) => expect(amount).toBeLessThanOrEqual(total[r]));
      }
    }
  });
});
