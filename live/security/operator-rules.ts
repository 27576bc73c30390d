import type { OperatorCall } from '../../core/protocol/operator-api.ts';
import type { Operation } from '../../core/resources/operation.ts';
import type { Resource } from '../../core/resources/resource.ts';
import type { Acls, Action } from './acls.ts';

/** Something that has to be allowed; its object is null where all of them are meant. */
export interface Need {
  readonly action: Action;
  readonly object: string | null;
}

/** The first of these that is not allowed, in words; null when all are. */
export function refusalOf(
  acls: Acls,
  principal: string | null,
  needs: readonly Need[],
): string | null {
  const refused = needs.find(({ action, object }) => !acls.allows(action, principal, object));
  if (refused === undefined) return null;
  const { action, object } = refused;
  const who = principal === null ? 'One without a principal' : `Principal '${principal}'`;
  return `${who} may not ${action.replaceAll('_', ' ')}${object === null ? '' : ` of '${object}'`}`;
}

/** What an operator's call needs. */
export function needsOfCall(call: OperatorCall): Need[] {
  switch (call.type) {
    case 'UPDATE_WEIGHTS':
      return call.weights.map(({ role }) => ({ action: 'update_weights', object: role }));
    case 'UPDATE_QUOTA':
      return call.configs.map(({ role }) => ({ action: 'update_quotas', object: role }));
    case 'SET_QUOTA':
    case 'REMOVE_QUOTA':
      return [{ action: 'update_quotas', object: call.role }];
    case 'UPDATE_MAINTENANCE_SCHEDULE':
      return [{ action: 'update_maintenance_schedules', object: null }];
    case 'START_MAINTENANCE':
      return [{ action: 'start_maintenances', object: null }];
    case 'STOP_MAINTENANCE':
      return [{ action: 'stop_maintenances', object: null }];
    case 'MARK_AGENT_GONE':
      return [{ action: 'mark_agents_gone', object: null }];
    case 'DRAIN_AGENT':
      return [{ action: 'drain_agents', object: null }];
    case 'DEACTIVATE_AGENT':
      return [{ action: 'deactivate_agents', object: null }];
    case 'REACTIVATE_AGENT':
      return [{ action: 'reactivate_agents', object: null }];
    case 'SWITCH_HOSTS':
      // Mesos has no action for it; it does what these do.
      return [{ action: call.on ? 'reactivate_agents' : 'deactivate_agents', object: null }];
    case 'TEARDOWN_FRAMEWORK':
      return [{ action: 'teardown_frameworks', object: null }];
    case 'RESERVE_RESOURCES':
      return needsOfOperation({ ...call, type: 'RESERVE' });
    case 'UNRESERVE_RESOURCES':
      return needsOfOperation({ type: 'UNRESERVE', resources: call.resources });
    case 'CREATE_VOLUMES':
      return needsOfOperation({ type: 'CREATE', resources: call.volumes });
    case 'DESTROY_VOLUMES':
      return needsOfOperation({ type: 'DESTROY', resources: call.volumes });
    case 'GROW_VOLUME':
    case 'SHRINK_VOLUME':
      return needsOfOperation(call);
  }
}

/** What an operation on resources needs, whoever asks for it. */
export function needsOfOperation(operation: Operation): Need[] {
  switch (operation.type) {
    case 'RESERVE': {
      const { resources, source } = operation;
      const from = source === undefined ? [] : [...source].filter(isReserved);
      return [...ofRoles('reserve_resources', resources), ...ofReservers(from)];
    }
    case 'UNRESERVE':
      return ofReservers(operation.resources);
    case 'CREATE':
      return ofRoles('create_volumes', operation.resources);
    case 'DESTROY':
      // Who made a volume is not kept; whoever reserved its disk stands for him.
      return ofReservers(operation.resources, 'destroy_volumes');
    case 'GROW_VOLUME':
    case 'SHRINK_VOLUME':
      return ofRoles('resize_volumes', operation.volume);
    case 'REMOVE':
      return [];
  }
}

function isReserved({ reservations }: Resource): boolean {
  return reservations.length > 0;
}

function ofRoles(action: Action, resources: Iterable<Resource>): Need[] {
  const roles = Array.from(resources, ({ reservations }) => reservations.at(-1)?.role ?? '*');
  return [...new Set(roles)].map((object) => ({ action, object }));
}

function ofReservers(
  resources: Iterable<Resource>,
  action: Action = 'unreserve_resources',
): Need[] {
  const reservers = Array.from(resources, ({ reservations }) => {
    return reservations.at(-1)?.principal ?? null;
  });
  return [...new Set(reservers)].map((object) => ({ action, object }));
}
