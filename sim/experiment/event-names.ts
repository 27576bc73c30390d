import type { EventNames } from '../../core/protocol/event-record.ts';
import { hostnameOf } from '../world/agent-machines.ts';
import { FAULT_NAMES } from '../faults/fault-spec.ts';
import type { Workload } from '../../traces/model/workload.ts';
import type { Experiment, FrameworkSpec } from './experiment.ts';

/** The names that go with the numbers in the log of an experiment's run. */
export function eventNamesOf({
  workload,
  cluster,
  frameworks,
}: Pick<Experiment, 'workload' | 'cluster' | 'frameworks'>): EventNames {
  const agents = cluster.agents.reduce((sum, { count }) => sum + count, 0);
  return {
    frameworks: workload.frameworks,
    agents: Array.from({ length: agents }, (_, agent) => hostnameOf(agent)),
    jobs: workload.frameworks.map((name) => jobNamesOf(frameworks?.get(name), workload)),
    faults: FAULT_NAMES,
  };
}

/** What a framework's tasks say they are of: the workload's jobs, its apps or its cron jobs. */
function jobNamesOf(spec: FrameworkSpec | undefined, { jobs }: Workload): readonly string[] {
  if (spec?.kind === 'service') return (spec.apps ?? []).map(({ id }) => id);
  return spec?.kind === 'cron' ? (spec.schedule ?? []).map(({ name }) => name) : jobs.names;
}
