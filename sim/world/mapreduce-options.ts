import type { Policy } from '../../core/allocation/policy.ts';
import type { LocalityOptions } from '../../core/schedulers/mapreduce/block-locality.ts';
import type { MapReduceOptions } from '../../core/schedulers/mapreduce/mapreduce.ts';
import { type Experiment, type SchedulerSpec, schedulerOf } from '../experiment/experiment.ts';
import { hostnameOf } from './agent-machines.ts';
import { RandomBlockPlacement } from './block-placement.ts';
import { clusterRacks } from './cluster-racks.ts';

/** As often as status updates are said again, at first. */
const REPEAT_US = 10_000_000;

/** What a MapReduce framework of an experiment is given beside its name and role. */
export function mapReduceOptions(
  experiment: Experiment,
  policy: Policy,
  framework: string,
): Omit<MapReduceOptions, 'connection' | 'name' | 'role'> {
  const { faults, buggify = [] } = experiment;
  const scheduler = schedulerOf(experiment, framework);
  const { jobOrder, slowstart, refuseSeconds, tasksPerOffer } = scheduler;
  const { attempts = null, speculation = null, rerunLostMaps = false } = scheduler;
  return {
    jobOrder: policy.jobOrder ?? jobOrder,
    slowstart,
    refuseSeconds,
    ...(tasksPerOffer !== undefined && { tasksPerOffer }),
    needs: policy.needs ?? [],
    locality: localityOptions(experiment, scheduler),
    attempts,
    speculation,
    rerunLostMaps,
    // Where nothing goes wrong every message arrives: not worth the events.
    repeatUs: faults.length + buggify.length > 0 ? REPEAT_US : null,
  };
}

function localityOptions(
  { cluster, seed }: Experiment,
  scheduler: SchedulerSpec,
): LocalityOptions | null {
  if (scheduler.locality === null) return null;
  const { replication, delayUs, rack = null } = scheduler.locality;
  const racks = clusterRacks(cluster);
  const hosts = racks.map((_, agent) => hostnameOf(agent));
  const placement = new RandomBlockPlacement(hosts, replication, seed, rack === null ? [] : racks);
  if (rack === null) return { placement, delayUs };
  const byHost = new Map(racks.map((name, agent) => [hosts[agent], name]));
  const rackOf = (host: string): string | null => byHost.get(host) ?? null;
  return { placement, delayUs, racks: { rackOf, delayUs: rack.delayUs } };
}
