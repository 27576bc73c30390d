import { type Experiment, roleNameOf, scalarWeight } from '../experiment/experiment.ts';
import { rolePaths } from '../experiment/role-paths.ts';
import { shareGuarantees } from '../metrics/share-guarantees.ts';
import { UsageMetrics, type UsageRoles } from '../metrics/usage.ts';
import type { ResourceView } from './resource-view.ts';

/** What measures the use of a cluster; of its roles too where somebody watches the run. */
export function usageMetrics(
  experiment: Experiment,
  { capacity }: ResourceView,
  watched: boolean,
): UsageMetrics {
  const weights = experiment.workload.frameworks.map((name) => scalarWeight(experiment, name));
  return new UsageMetrics(capacity, weights, watched ? usageRoles(experiment, weights) : undefined);
}

function usageRoles(experiment: Experiment, weights: readonly number[]): UsageRoles {
  const paths = rolePaths(experiment);
  const places = new Map(paths.map((path, place) => [path, place]));
  const roles = experiment.workload.frameworks.map((name) => roleNameOf(experiment, name));
  const weightOf = new Map(roles.map((role, framework) => [role, weights[framework]]));
  const { over, under } = shareGuarantees(roles, (path) => weightOf.get(path) ?? 1);
  return {
    count: paths.length,
    above: roles.map((role) => {
      const steps = role.split('/');
      return steps.map((_, depth) => places.get(steps.slice(0, depth + 1).join('/')) ?? -1);
    }),
    guarantee: over.map((part, framework) => part / under[framework]),
  };
}
