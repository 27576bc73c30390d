import type { Micros } from '../machine.ts';
import type { OperatorCall, Refusal } from '../protocol/operator-api.ts';
import type { Books } from './books.ts';
import { applyAgentCall, checkAgentCall } from './draining.ts';
import { tearDown } from './framework-removal.ts';
import { applyMaintenanceCall, checkMaintenanceCall } from './maintenance.ts';
import type { MasterOutput } from './master-io.ts';
import { applyResourcesCall, checkResourcesCall } from './operator-resources.ts';
import { applyQuotaCall, checkQuotaCall } from './quota-calls.ts';
import { type SettingsCall, enterSettings } from './settings-record.ts';
import { applyWeights, checkWeights } from './weight-calls.ts';

/**
 * Carries out what an operator asks, or says why not. What it changes in the registry is stored
 * before the operator hears that it is done.
 */
export function operatorCall(
  books: Books,
  call: OperatorCall,
  now: Micros,
  out: MasterOutput,
): void {
  const refusal = checkOperatorCall(books, call) ?? applyOperatorCall(books, call, now, out);
  if (refusal !== null) {
    books.marks?.sometimes('operator-refused');
    return out.reject(call, refusal.reason, refusal.fault);
  }
  books.registrar.afterwards((_, output) => output.carriedOut?.(call), now, out);
}

/** Why a call cannot be carried out as things stand, or null. Changes nothing. */
export function checkOperatorCall(books: Books, call: OperatorCall): Refusal | null {
  switch (call.type) {
    case 'MARK_AGENT_GONE':
    case 'DEACTIVATE_AGENT':
    case 'REACTIVATE_AGENT':
    case 'DRAIN_AGENT':
      return checkAgentCall(books, call);
    case 'UPDATE_QUOTA':
    case 'SET_QUOTA':
    case 'REMOVE_QUOTA':
      return checkQuotaCall(books, call);
    case 'UPDATE_WEIGHTS':
      return checkWeights(call);
    case 'SWITCH_HOSTS':
      return null;
    case 'UPDATE_MAINTENANCE_SCHEDULE':
    case 'START_MAINTENANCE':
    case 'STOP_MAINTENANCE':
      return checkMaintenanceCall(books, call);
    case 'RESERVE_RESOURCES':
    case 'UNRESERVE_RESOURCES':
    case 'CREATE_VOLUMES':
    case 'DESTROY_VOLUMES':
    case 'GROW_VOLUME':
    case 'SHRINK_VOLUME':
      return checkResourcesCall(books, call);
    case 'TEARDOWN_FRAMEWORK': {
      const { frameworkId } = call;
      if (books.frameworks[frameworkId]) return null;
      return { fault: 'INVALID', reason: `unknown framework ${frameworkId}` };
    }
  }
}

/** Carries out a call that was checked; some find only then that they cannot be. */
export function applyOperatorCall(
  books: Books,
  call: OperatorCall,
  now: Micros,
  out: MasterOutput,
): Refusal | null {
  switch (call.type) {
    case 'MARK_AGENT_GONE':
    case 'DEACTIVATE_AGENT':
    case 'REACTIVATE_AGENT':
    case 'DRAIN_AGENT':
      return applyAgentCall(books, call, now, out);
    case 'UPDATE_QUOTA':
    case 'SET_QUOTA':
    case 'REMOVE_QUOTA':
    case 'UPDATE_WEIGHTS':
    case 'SWITCH_HOSTS':
    case 'UPDATE_MAINTENANCE_SCHEDULE':
    case 'START_MAINTENANCE':
    case 'STOP_MAINTENANCE':
      set(books, call, now, out);
      return null;
    case 'RESERVE_RESOURCES':
    case 'UNRESERVE_RESOURCES':
    case 'CREATE_VOLUMES':
    case 'DESTROY_VOLUMES':
    case 'GROW_VOLUME':
    case 'SHRINK_VOLUME':
      return applyResourcesCall(books, call, now, out);
    case 'TEARDOWN_FRAMEWORK': {
      const framework = books.frameworks[call.frameworkId];
      if (framework) tearDown(books, framework, now, out);
      return null;
    }
  }
}

/** What operators set outlives the master: it takes effect once it is stored. */
function set(books: Books, call: SettingsCall, now: Micros, out: MasterOutput): void {
  books.registrar.apply(
    ({ settings }) => enterSettings(settings, call),
    (later, output) => {
      switch (call.type) {
        case 'UPDATE_WEIGHTS':
          return applyWeights(books, call, output);
        case 'UPDATE_QUOTA':
        case 'SET_QUOTA':
        case 'REMOVE_QUOTA':
          return applyQuotaCall(books, call, output);
        case 'SWITCH_HOSTS':
          return books.allocator.hosts.switchOff(new Set(books.registrar.current.settings.off));
        default:
          return applyMaintenanceCall(books, call, later, output);
      }
    },
    now,
    out,
  );
}
