import type { Command } from 'commander';

import type { AllocationRules } from '../../core/recording/made-master.ts';
import { ResourceNotationError, parseScalars } from '../../core/resources/notation.ts';
import { UsageError } from '../errors.ts';
import { parseNumber } from '../options/numbers.ts';
import { setting } from './live-options.ts';
import { switched } from './security-options.ts';

/** How a master allocates, in Mesos's flags. */
export interface AllocationFlags {
  readonly policy: string;
  readonly roleSorter?: string;
  readonly frameworkSorter?: string;
  readonly weights?: string;
  readonly minAllocatableResources?: string;
  readonly fairSharingExcludedResourceNames?: string;
  readonly filterGpuResources?: boolean;
}

/** Adds the flags of {@link AllocationFlags} but the policy to a command. */
export function withAllocationOptions(command: Command): Command {
  return command
    .addOption(setting('--role-sorter <name>', 'drf or random, as in Mesos: --policy says more'))
    .addOption(setting('--framework-sorter <name>', 'the same, of the frameworks of a role'))
    .addOption(setting('--weights <text>', 'of roles that nobody set otherwise, such as a=2,b=1.5'))
    .addOption(
      setting('--min-allocatable-resources <text>', 'worth an offer, such as cpus:0.01|mem:32'),
    )
    .addOption(
      setting('--fair-sharing-excluded-resource-names <names>', 'that do not count in shares'),
    )
    .addOption(switched('filter-gpu-resources', 'keep agents with GPUs for those who know them'));
}

/** Mesos's sorters: in each a policy decides among roles and among their frameworks alike. */
const SORTERS: readonly string[] = ['drf', 'random'];

/**
 * The policy that is meant: Mesos's two sorters are one here.
 * @throws UsageError
 */
export function policyOf({ policy, roleSorter, frameworkSorter }: AllocationFlags): string {
  const sorters = [
    ['--role-sorter', roleSorter],
    ['--framework-sorter', frameworkSorter],
  ] as const;
  for (const [flag, sorter] of sorters) {
    if (sorter === undefined || SORTERS.includes(sorter)) continue;
    throw new UsageError(`${flag}: found "${sorter}", wanted drf or random`);
  }
  const said = roleSorter ?? frameworkSorter;
  if (said === undefined) return policy;
  if (frameworkSorter !== undefined && frameworkSorter !== said) {
    throw new UsageError(
      `--framework-sorter: found "${frameworkSorter}", wanted that of the roles, "${said}"`,
    );
  }
  // `drf` is what nobody has to say.
  if (policy !== 'drf' && policy !== said) {
    throw new UsageError(`--policy: found "${policy}" and a sorter "${said}", wanted one of them`);
  }
  return said;
}

const WEIGHT = { min: 0.001, max: 1_000_000, integer: false, words: 'a weight above 0' };

/** @throws UsageError */
export function allocationRules(flags: AllocationFlags): AllocationRules {
  const { weights, minAllocatableResources: minimum, filterGpuResources: filterGpu } = flags;
  const { fairSharingExcludedResourceNames: excluded } = flags;
  return {
    ...(weights === undefined ? {} : { weights: weights.split(',').map(readWeight) }),
    ...(minimum === undefined ? {} : { minAllocatable: minimum.split('|').map(readMinimum) }),
    ...(excluded === undefined ? {} : { fairnessExclude: excluded.split(',').map(trimmed) }),
    ...(filterGpu === undefined ? {} : { filterGpu }),
  };
}

function trimmed(text: string): string {
  return text.trim();
}

function readWeight(text: string): readonly [string, number] {
  const [role = '', weight = '', ...rest] = text.split('=').map(trimmed);
  if (role === '' || weight === '' || rest.length > 0) {
    throw new UsageError(`--weights: found "${text}", wanted a role and its weight such as a=2`);
  }
  return [role, parseNumber(weight, '--weights', WEIGHT)];
}

function readMinimum(text: string): readonly (readonly [string, number])[] {
  try {
    return [...parseScalars(text)];
  } catch (error) {
    if (!(error instanceof ResourceNotationError)) throw error;
    throw new UsageError(`--min-allocatable-resources: ${error.message}`);
  }
}
