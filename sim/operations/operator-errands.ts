import type { AgentId, FrameworkId } from '../../core/protocol/ids.ts';
import type { MachineId, MaintenanceSchedule } from '../../core/protocol/maintenance.ts';
import type { OperatorCall } from '../../core/protocol/operator-api.ts';
import { plainResource } from '../../core/resources/resource.ts';
import type { Resource } from '../../core/resources/resource.ts';
import { Resources } from '../../core/resources/resources.ts';
import type { OperationSpec } from './operation-spec.ts';

/** Who reserves, as Mesos has it in every reservation. */
const PRINCIPAL = 'operator';

/** What an operator looks up before a call: masters know machines and frameworks by ids. */
export interface Directory {
  /** Undefined while nobody has named it. */
  agentId(agent: number): AgentId | undefined;
  frameworkId(framework: number): FrameworkId | undefined;
  machineOf(agent: number): MachineId;
}

/** A call that has to be made until it is answered. */
export interface Errand {
  /** Number of the operation in the scenario. */
  readonly operation: number;
  /** The agent it is about, -1 for none. */
  readonly agent: number;
  /** In the ids that hold now; null while there are none. */
  readonly call: () => OperatorCall | null;
  /** What follows once it is carried out. */
  readonly done?: () => void;
  /** What follows once it is refused for good. */
  readonly failed?: () => void;
}

/** The calls that an operation comes to; of maintenance, which takes its time, see the operator. */
export function errandsOf(
  spec: Exclude<OperationSpec, { readonly kind: 'maintenance' }>,
  operation: number,
  directory: Directory,
): Errand[] {
  const once = (call: OperatorCall): Errand[] => [{ operation, agent: -1, call: () => call }];
  switch (spec.kind) {
    case 'set-quota':
    case 'remove-quota': {
      const { role, guarantees, limits, force } = spec;
      return once({ type: 'UPDATE_QUOTA', configs: [{ role, guarantees, limits }], force });
    }
    case 'set-weights': {
      const weights = [...spec.weights].map(([role, weight]) => ({ role, weight }));
      return once({ type: 'UPDATE_WEIGHTS', weights });
    }
    case 'teardown':
      return spec.frameworks.map((framework) => ({
        ...{ operation, agent: -1 },
        call: () => {
          const frameworkId = directory.frameworkId(framework);
          return frameworkId === undefined ? null : { type: 'TEARDOWN_FRAMEWORK', frameworkId };
        },
      }));
    default:
      return spec.agents.map((agent) => ({
        ...{ operation, agent },
        call: () => {
          const agentId = directory.agentId(agent);
          return agentId === undefined ? null : agentCall(spec, agentId);
        },
      }));
  }
}

/** What an operation asks of each of its agents. */
function agentCall(
  spec: Exclude<Extract<OperationSpec, AgentsNamed>, { readonly kind: 'maintenance' }>,
  agentId: AgentId,
): OperatorCall {
  switch (spec.kind) {
    case 'reserve':
    case 'unreserve': {
      const type = spec.kind === 'reserve' ? 'RESERVE_RESOURCES' : 'UNRESERVE_RESOURCES';
      const resources = Resources.of(
        [...spec.resources].map(([name, milli]) => reservedTo(spec.role, name, milli)),
      );
      return { type, agentId, resources, principal: PRINCIPAL };
    }
    case 'create-volumes':
    case 'destroy-volumes': {
      const type = spec.kind === 'create-volumes' ? 'CREATE_VOLUMES' : 'DESTROY_VOLUMES';
      const volumes = Resources.of(
        [...spec.volumes].map(([persistence, milli]) => ({
          ...reservedTo(spec.role, 'disk', milli),
          disk: { persistence, source: null },
        })),
      );
      return { type, agentId, volumes, principal: PRINCIPAL };
    }
    case 'drain': {
      const { graceUs, markGone } = spec;
      const grace = graceUs === null ? {} : { maxGraceUs: graceUs };
      return { type: 'DRAIN_AGENT', agentId, markGone, ...grace };
    }
    case 'deactivate':
      return { type: 'DEACTIVATE_AGENT', agentId };
    case 'reactivate':
      return { type: 'REACTIVATE_AGENT', agentId };
    case 'gone':
      return { type: 'MARK_AGENT_GONE', agentId };
  }
}

interface AgentsNamed {
  readonly agents: readonly number[];
}

/** The three calls of maintenance; the schedule as it is when it is said. */
export function maintenanceErrands(
  operation: number,
  agents: readonly number[],
  directory: Directory,
  schedule: () => MaintenanceSchedule,
): { readonly announce: Errand; readonly start: Errand; readonly stop: Errand } {
  const machines = agents.map((agent) => directory.machineOf(agent));
  const errand = (call: () => OperatorCall): Errand => ({ operation, agent: -1, call });
  return {
    announce: errand(() => ({ type: 'UPDATE_MAINTENANCE_SCHEDULE', schedule: schedule() })),
    start: errand(() => ({ type: 'START_MAINTENANCE', machines })),
    stop: errand(() => ({ type: 'STOP_MAINTENANCE', machines })),
  };
}

function reservedTo(role: string, name: string, milli: number): Resource {
  return {
    ...plainResource(name, { kind: 'scalar', milli }),
    reservations: [{ type: 'DYNAMIC', role, principal: PRINCIPAL, labels: [] }],
  };
}
