import type { Experiment, FrameworkSpec } from '../../../sim/experiment/experiment.ts';
import { type ListedJob, workloadOf } from '../../../sim/experiment/job-list.ts';
import { EVENT_KINDS } from '../../../sim/log/event-kinds.ts';
import type { EventChunk } from '../../../sim/log/event-log.ts';

const SECOND = 1_000_000;

/** When the leading master crashes, microseconds. */
export const CRASH_US: number = 180 * SECOND;

/** What a failover under load is to be like. */
export interface FailoverLoad {
  readonly agents: number;
  readonly frameworks: number;
  /** Running when the leader crashes; as many wait. */
  readonly tasks: number;
}

export const USUAL_LOAD: FailoverLoad = { agents: 1000, frameworks: 50, tasks: 10_000 };

/**
 * Three masters; the leading one crashes while every slot of the cluster runs a task. Half of a
 * framework's tasks are over soon after the crash, so that offers are wanted at once.
 */
export function failoverExperiment({ agents, frameworks, tasks }: FailoverLoad): Experiment {
  const each = tasks / frameworks;
  const names = Array.from({ length: frameworks }, (_, i) => `f${i}`);
  const jobs = names.flatMap((_, framework): ListedJob[] => {
    const stage = { tasks: each / 2, taskUs: 600 * SECOND };
    const short = { tasks: each / 2, taskUs: 185 * SECOND };
    const submitUs = 2 * SECOND;
    return [
      { submitUs, framework, stages: [stage] },
      { submitUs, framework, stages: [short] },
      { submitUs: 60 * SECOND, framework, stages: [{ tasks: each, taskUs: 60 * SECOND }] },
    ];
  });
  const workload = workloadOf({
    ...{ name: 'failover', frameworks: names, jobs },
    demands: [resources(1)],
  });
  const spec: FrameworkSpec = {
    ...{ kind: 'mapreduce', checkpoint: true, failoverTimeoutUs: 3600 * SECOND },
  };
  return {
    workload,
    policy: 'drf',
    seed: '1',
    cluster: {
      agents: [{ count: agents, resources: resources(tasks / agents) }],
      slotsPerAgent: null,
    },
    weights: new Map(),
    master: { allocationIntervalUs: SECOND, maxOffersPerFramework: 0 },
    scheduler: { jobOrder: 'fifo', slowstart: 0.05, refuseSeconds: 5, locality: null },
    network: { kind: 'lognormal', meanUs: 500, p99Us: 5000 },
    quotas: new Map(),
    masters: { count: 3, zookeeperServers: 3 },
    frameworks: new Map(names.map((name) => [name, spec])),
    faults: [{ kind: 'master-crash', targets: [0], when: { atUs: CRASH_US }, forUs: 30 * SECOND }],
    untilUs: 3600 * SECOND,
  };
}

function resources(slots: number): Map<string, number> {
  return new Map([
    ['cpus', slots * 1000],
    ['mem', slots * 1_024_000],
  ]);
}

/** How a failover went, seconds after the crash; NaN for what did not happen. */
export interface FailoverTimes {
  readonly leader: number;
  /** The last agent and the last framework were back. */
  readonly agents: number;
  readonly frameworks: number;
  /** Offers were made again. */
  readonly offers: number;
  /** Agents that came back, containers that were lost, containers of one task beyond the first. */
  readonly agentsBack: number;
  readonly containersLost: number;
  readonly runTwice: number;
}

/** Reads a failover off the event log of its run. */
export class FailoverWatch {
  private readonly last = new Map<string, number>();
  private readonly first = new Map<string, number>();
  private readonly counts = new Map<string, number>();
  private readonly started = new Set<number>();
  private runTwice = 0;

  readonly read = (chunk: EventChunk): void => {
    for (let i = 0; i < chunk.count; i++) {
      const kind = EVENT_KINDS[chunk.kind[i]];
      const timeUs = chunk.timeUs[i];
      if (kind === 'CONTAINER_RUNNING') {
        const task = chunk.framework[i] * 1e6 + chunk.subject[i];
        if (this.started.has(task)) this.runTwice++;
        this.started.add(task);
      }
      if (timeUs <= CRASH_US) continue;
      this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
      this.last.set(kind, timeUs);
      if (!this.first.has(kind)) this.first.set(kind, timeUs);
    }
  };

  times(): FailoverTimes {
    const after = (times: Map<string, number>, kind: string): number =>
      ((times.get(kind) ?? Number.NaN) - CRASH_US) / SECOND;
    return {
      leader: after(this.first, 'MASTER_LEADS'),
      agents: after(this.last, 'AGENT_REREGISTERED'),
      frameworks: after(this.last, 'SUBSCRIBED'),
      offers: after(this.first, 'OFFERS'),
      agentsBack: this.counts.get('AGENT_REREGISTERED') ?? 0,
      containersLost: this.counts.get('CONTAINER_LOST') ?? 0,
      runTwice: this.runTwice,
    };
  }
}
