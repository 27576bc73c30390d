import { type Experiment, roleNameOf } from './experiment.ts';

/** Paths of all roles that frameworks or quotas name and of those above them, each after those. */
export function rolePaths(experiment: Experiment): readonly string[] {
  const { workload, quotas } = experiment;
  const found = new Set<string>();
  const named = workload.frameworks.map((name) => roleNameOf(experiment, name));
  for (const role of [...named, ...quotas.keys()]) {
    const steps = role.split('/');
    for (let depth = 1; depth <= steps.length; depth++) found.add(steps.slice(0, depth).join('/'));
  }
  return [...found];
}
