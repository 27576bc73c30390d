import { MICROS_PER_SECOND, type Micros } from '../../machine.ts';
import type { Quantities, ResourceMap } from '../../resources/quantities.ts';
import type { ResourceSpace } from '../../resources/resource-space.ts';
import { type PlacementConstraint, readConstraint } from './placement-constraint.ts';

/**
 * An app as its owner describes it, after Marathon's app definition. What is left out has
 * Marathon's default (its RAML types and `docs/docs/*.md`).
 */
export interface AppSpec {
  /** A path, such as `/front`; names the app for good. */
  readonly id: string;
  /** How many to keep running. */
  readonly instances: number;
  /** What one instance holds. */
  readonly resources: ResourceMap;
  /** As Marathon writes them: `['hostname', 'UNIQUE']`, `['rack', 'GROUP_BY', '3']`. */
  readonly constraints?: readonly (readonly string[])[];
  /** Absent: an instance is healthy as soon as it runs. */
  readonly health?: Partial<HealthCheck>;
  readonly backoff?: Partial<Backoff>;
  readonly upgrade?: Partial<UpgradeStrategy>;
  readonly unreachable?: Partial<UnreachableStrategy>;
  readonly killSelection?: KillSelection;
  /** How long an instance may take to stop by itself; the agent's default unless given. */
  readonly killGraceUs?: Micros;
}

/** Marathon `healthChecks`; who carries them out sends their results as `healthy` of a status. */
export interface HealthCheck {
  /** Failures this long after the start do not count until one check has succeeded. */
  readonly graceUs: Micros;
  readonly intervalUs: Micros;
  readonly timeoutUs: Micros;
  /** So many failures in a row and the instance is killed; 0: never. */
  readonly maxConsecutiveFailures: number;
}

/** Marathon `backoffSeconds`, `backoffFactor`, `maxLaunchDelaySeconds`. */
export interface Backoff {
  /** Wait after the first failure. */
  readonly firstUs: Micros;
  readonly factor: number;
  readonly maxUs: Micros;
}

/** Marathon `upgradeStrategy`: parts of the number of instances, from 0 to 1. */
export interface UpgradeStrategy {
  /** So many stay healthy during an upgrade. */
  readonly minimumHealthCapacity: number;
  /** So many more than wanted may run during an upgrade. */
  readonly maximumOverCapacity: number;
}

/** Marathon `unreachableStrategy`, counted from the update that says so. */
export interface UnreachableStrategy {
  /** Then another is launched in its place. */
  readonly inactiveAfterUs: Micros;
  /** Then it is forgotten, and killed should it return. */
  readonly expungeAfterUs: Micros;
}

/** Which of several equal instances goes first when there are too many. */
export type KillSelection = 'YOUNGEST_FIRST' | 'OLDEST_FIRST';

const SECOND = MICROS_PER_SECOND;

export const DEFAULT_HEALTH: HealthCheck = {
  graceUs: 300 * SECOND,
  intervalUs: 60 * SECOND,
  timeoutUs: 20 * SECOND,
  maxConsecutiveFailures: 3,
};

export const DEFAULT_BACKOFF: Backoff = { firstUs: SECOND, factor: 1.15, maxUs: 300 * SECOND };

export const DEFAULT_UPGRADE: UpgradeStrategy = {
  minimumHealthCapacity: 1,
  maximumOverCapacity: 1,
};

/** Zero since Marathon 1.5; its page on task handling still says 300 s and 600 s. */
export const DEFAULT_UNREACHABLE: UnreachableStrategy = { inactiveAfterUs: 0, expungeAfterUs: 0 };

/** All of an app but how many: instances of the same configuration need no upgrade. */
export interface AppConfig {
  readonly demand: Quantities;
  readonly constraints: readonly PlacementConstraint[];
  /** Null: there is no check. */
  readonly health: HealthCheck | null;
  readonly backoff: Backoff;
  readonly upgrade: UpgradeStrategy;
  readonly unreachable: UnreachableStrategy;
  readonly killSelection: KillSelection;
  /** Null: the agent's default. */
  readonly killGraceUs: Micros | null;
  /** The same for equal configurations, however they are written. */
  readonly text: string;
}

/**
 * Reads an app's description.
 * @returns its configuration, or what is wrong with it
 */
export function readApp(spec: AppSpec, space: ResourceSpace): AppConfig | string {
  const problem = problemOf(spec, space);
  if (problem !== null) return problem;
  const constraints: PlacementConstraint[] = [];
  for (const parts of spec.constraints ?? []) {
    const constraint = readConstraint(parts);
    if (typeof constraint === 'string') return constraint;
    constraints.push(constraint);
  }
  const config = {
    demand: space.vector(spec.resources),
    health: spec.health === undefined ? null : { ...DEFAULT_HEALTH, ...spec.health },
    backoff: { ...DEFAULT_BACKOFF, ...spec.backoff },
    upgrade: { ...DEFAULT_UPGRADE, ...spec.upgrade },
    unreachable: { ...DEFAULT_UNREACHABLE, ...spec.unreachable },
    killSelection: spec.killSelection ?? 'YOUNGEST_FIRST',
    killGraceUs: spec.killGraceUs ?? null,
  } as const;
  const wrong = configProblem(config);
  if (wrong !== null) return wrong;
  return { ...config, constraints, text: JSON.stringify([config, spec.constraints ?? []]) };
}

function problemOf({ id, instances, resources }: AppSpec, space: ResourceSpace): string | null {
  if (!/^(\/[a-z0-9.-]+)+$/.test(id)) {
    return `found app id "${id}", wanted a path of small letters, digits, dots and hyphens: /front`;
  }
  const wrong = instancesProblem(instances);
  if (wrong !== null) return wrong;
  let some = false;
  for (const [name, amount] of resources) {
    if (space.id(name) < 0) return `found resource "${name}", wanted ${space.names.join(', ')}`;
    if (!Number.isSafeInteger(amount) || amount < 0) {
      return `found ${amount} thousandths of ${name}, wanted a whole number from 0`;
    }
    some ||= amount > 0;
  }
  return some ? null : 'found no resources, wanted what an instance holds';
}

/** What is wrong with a number of instances, or null. */
export function instancesProblem(instances: number): string | null {
  if (Number.isSafeInteger(instances) && instances >= 0) return null;
  return `found ${instances} instances, wanted a whole number from 0`;
}

type Unchecked = Pick<AppConfig, 'health' | 'backoff' | 'upgrade' | 'unreachable' | 'killGraceUs'>;

function configProblem({
  health,
  backoff,
  upgrade,
  unreachable,
  killGraceUs,
}: Unchecked): string | null {
  const counts = {
    ...health,
    'backoff.firstUs': backoff.firstUs,
    'backoff.maxUs': backoff.maxUs,
    ...unreachable,
    killGraceUs: killGraceUs ?? 0,
  };
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isSafeInteger(value) || value < 0) {
      return `found ${name} ${value}, wanted a whole number from 0`;
    }
  }
  for (const [name, value] of Object.entries(upgrade)) {
    if (!(value >= 0 && value <= 1)) return `found ${name} ${value}, wanted a number from 0 to 1`;
  }
  if (!(backoff.factor >= 1 && backoff.factor <= 1000)) {
    return `found backoff.factor ${backoff.factor}, wanted a number from 1 to 1000`;
  }
  if (unreachable.expungeAfterUs < unreachable.inactiveAfterUs) {
    const { inactiveAfterUs: least, expungeAfterUs } = unreachable;
    return `found expungeAfterUs ${expungeAfterUs}, wanted at least inactiveAfterUs ${least}`;
  }
  return null;
}
