import type { Micros } from '../../core/machine.ts';
import type { Milli, ResourceMap } from '../../core/resources/quantities.ts';

/**
 * What an operator does to the cluster as a scenario plans it. Times are virtual; agents and
 * frameworks are numbers from 0, by their place in the cluster and in the workload.
 */
export type OperationSpec = OperationTime &
  (
    | QuotaOperation
    | WeightsOperation
    | ReservationOperation
    | VolumesOperation
    | MaintenanceOperation
    | DrainOperation
    | AgentsOperation
    | TeardownOperation
  );

export interface OperationTime {
  readonly atUs: Micros;
  /** Again and again after that; once unless given. */
  readonly everyUs?: Micros;
}

interface QuotaOperation {
  readonly kind: 'set-quota' | 'remove-quota';
  readonly role: string;
  /** None of a quota that is removed. */
  readonly guarantees: ResourceMap;
  readonly limits: ResourceMap;
  /** Without regard to what there is and what is consumed. */
  readonly force: boolean;
}

interface WeightsOperation {
  readonly kind: 'set-weights';
  readonly weights: ReadonlyMap<string, number>;
}

interface ReservationOperation {
  readonly kind: 'reserve' | 'unreserve';
  /** Each of them, by itself. */
  readonly agents: readonly number[];
  readonly role: string;
  readonly resources: ResourceMap;
}

interface VolumesOperation {
  readonly kind: 'create-volumes' | 'destroy-volumes';
  readonly agents: readonly number[];
  readonly role: string;
  /** Thousandths of a MB by persistence id. */
  readonly volumes: ReadonlyMap<string, Milli>;
}

interface MaintenanceOperation {
  readonly kind: 'maintenance';
  /** Their machines go down together. */
  readonly agents: readonly number[];
  /** From the announcement to the beginning. */
  readonly noticeUs: Micros;
  /** Null: they stay down. */
  readonly forUs: Micros | null;
}

interface DrainOperation {
  readonly kind: 'drain';
  readonly agents: readonly number[];
  /** Most time that a task may take to end; null for as much as it says. */
  readonly graceUs: Micros | null;
  readonly markGone: boolean;
}

interface AgentsOperation {
  readonly kind: 'deactivate' | 'reactivate' | 'gone';
  readonly agents: readonly number[];
}

interface TeardownOperation {
  readonly kind: 'teardown';
  readonly frameworks: readonly number[];
}

export type OperationKind = OperationSpec['kind'];

/** What kinds there are, and what each says of itself. */
export const OPERATION_KINDS: { readonly [kind in OperationKind]: string } = {
  'set-quota': 'gives a role guarantees and limits, in the place of those it had',
  'remove-quota': 'takes the quota of a role away',
  'set-weights': 'sets the weights of roles',
  reserve: 'reserves resources of agents to a role',
  unreserve: 'ends reservations of agents to a role',
  'create-volumes': 'makes persistent volumes of what is reserved to a role on agents',
  'destroy-volumes': 'destroys persistent volumes',
  maintenance: 'announces maintenance, takes the machines down, and brings them up again',
  drain: 'no more offers of agents, and their tasks are killed',
  deactivate: 'no more offers of agents, their tasks run on',
  reactivate: 'offers again of agents that were drained or deactivated',
  gone: 'agents never return: their tasks are gone',
  teardown: 'ends frameworks, and all their tasks',
};

/** How many of each there are to name. */
export interface OperationPopulation {
  readonly agents: number;
  readonly frameworks: number;
}

/** What is wrong with an operation, or null. */
export function problemOfOperation(
  operation: OperationSpec,
  population: OperationPopulation,
): string | null {
  const { atUs, everyUs = 1 } = operation;
  if (!(atUs >= 0)) return `comes at ${atUs} us, wanted 0 or later`;
  if (!(everyUs > 0)) return `comes every ${everyUs} us, wanted more than 0`;
  const agents = 'agents' in operation ? operation.agents : [];
  const frameworks = 'frameworks' in operation ? operation.frameworks : [];
  if ('agents' in operation && agents.length === 0) return 'names no agent, wanted one at least';
  if ('frameworks' in operation && frameworks.length === 0) {
    return 'names no framework, wanted one at least';
  }
  return (
    problemOfPlaces('agent', agents, population.agents) ??
    problemOfPlaces('framework', frameworks, population.frameworks)
  );
}

function problemOfPlaces(what: string, places: readonly number[], size: number): string | null {
  const stranger = places.find((place) => !(place >= 0 && place < size));
  return stranger === undefined
    ? null
    : `names ${what} ${stranger}, wanted one of 0 to ${size - 1}`;
}
