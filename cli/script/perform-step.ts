import { doAgentStep, setWhitelist } from './agent-steps.ts';
import type { AllocatorHost } from './allocator-host.ts';
import { doFrameworkStep } from './framework-steps.ts';
import { doHoldingStep, recoverAll } from './holding-steps.ts';
import type { Mismatch } from './mismatch.ts';
import type { DoStep } from './script.ts';

/** A step that holds no other steps. */
export type SingleStep = Exclude<DoStep, { readonly do: 'coalesce' }>;

/**
 * Does a step and lets settle what it triggers.
 * @returns how its result differs from what the step says of it, or null
 * @throws StepDefect when the step cannot be done
 */
export function performStep(host: AllocatorHost, step: SingleStep): Mismatch | null {
  const mismatch = doStep(host, step);
  host.settle();
  return mismatch;
}

function doStep(host: AllocatorHost, step: SingleStep): Mismatch | null {
  switch (step.do) {
    case 'add_agent':
    case 'remove_agent':
    case 'update_agent':
    case 'add_agent_resources':
    case 'activate_agent':
    case 'deactivate_agent':
    case 'operator':
    case 'unavailability':
      return doAgentStep(host, step);
    case 'add_framework':
    case 'remove_framework':
    case 'activate_framework':
    case 'deactivate_framework':
    case 'update_framework':
    case 'suppress':
    case 'revive':
    case 'inverse_response':
      doFrameworkStep(host, step);
      return null;
    case 'decline':
    case 'recover':
    case 'launch':
    case 'apply':
      doHoldingStep(host, step);
      return null;
    case 'recover_all':
      recoverAll(host);
      return null;
    case 'whitelist':
      setWhitelist(host, step);
      return null;
    case 'set_weight':
      host.setWeight(step.role, step.weight);
      return null;
    case 'set_quota':
      host.setQuota(step.role, step.guarantees, step.limits);
      return null;
    case 'clear_quota':
      host.clearQuota(step.role);
      return null;
    case 'master_recover':
      host.failOver(step.expected_agents);
      return null;
    case 'advance':
      host.advance(step.seconds);
      return null;
  }
}
