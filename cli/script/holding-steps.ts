import type { Operation } from '../../core/resources/operations.ts';
import { OperationError } from '../../core/resources/operations.ts';
import type { Resources } from '../../core/resources/resources.ts';
import type { AllocatorHost } from './allocator-host.ts';
import type { LedgerEntry } from './ledger.ts';
import type { HoldingStep } from './script.ts';
import { StepDefect } from './step-defect.ts';

type Apply = Extract<HoldingStep, { readonly do: 'apply' }>;

/**
 * Does a step about what a framework holds of an agent under a role.
 * @throws StepDefect when it does not hold what the step is about
 */
export function doHoldingStep(host: AllocatorHost, step: HoldingStep): void {
  const { framework, role, agent } = step;
  const place = { framework, role, agent };
  switch (step.do) {
    case 'recover':
      return host.giveBack({ ...place, ...host.ledger.take(place, step.resources) });
    case 'decline':
      return decline(host, step);
    case 'launch': {
      host.ledger.launch(place, step.resources);
      const client = host.allocator.clientOf(host.frameworkId(framework), role);
      host.allocator.launched(client, host.agentId(agent), host.portion(step.resources));
      return;
    }
    case 'apply':
      return apply(host, step);
  }
}

/** Everybody gives everything back. */
export function recoverAll(host: AllocatorHost): void {
  for (const entry of host.ledger.all()) {
    if (!host.frameworks.has(entry.framework)) continue;
    host.ledger.drop(entry);
    host.giveBack(entry);
  }
}

function decline(
  host: AllocatorHost,
  step: Extract<HoldingStep, { readonly do: 'decline' }>,
): void {
  const { framework, role, agent } = step;
  const place = { framework, role, agent };
  const { offered, used } = host.ledger.take(place, step.resources);
  const client = host.allocator.clientOf(host.frameworkId(framework), role);
  // One refusal of all that comes back: of two, neither would contain a later offer.
  const refused = host.portion(offered.plus(used));
  const on = host.agentId(agent);
  const wereUsed = host.portion(used);
  host.allocator.decline(client, on, refused, step.filter_seconds, host.nowUs, wereUsed);
}

/** Operations on what was offered; on all that is held where that does not suffice. */
function apply(host: AllocatorHost, { framework, role, agent, operations }: Apply): void {
  const entry = host.ledger.at({ framework, role, agent });
  const { offered, used } = entry;
  const offeredAfter = operate(host, entry, offered, operations);
  if (!(offeredAfter instanceof OperationError)) {
    host.ledger.write({ ...entry, offered: offeredAfter });
    return;
  }
  const heldAfter = used.isEmpty
    ? offeredAfter
    : operate(host, entry, offered.plus(used), operations);
  if (heldAfter instanceof OperationError) {
    const { index, message } = heldAfter;
    const wanted = `operations on what ${framework} holds under ${role} on ${agent}`;
    throw new StepDefect(['operations', index], message, wanted);
  }
  // What was untouched of the offer is offered still.
  const stillOffered = offered.minus(offered.plus(used).minus(heldAfter));
  host.ledger.write({ ...entry, offered: stillOffered, used: heldAfter.minus(stillOffered) });
}

function operate(
  host: AllocatorHost,
  { framework, role, agent }: LedgerEntry,
  held: Resources,
  operations: readonly Operation[],
): Resources | OperationError {
  const client = host.allocator.clientOf(host.frameworkId(framework), role);
  const on = host.agentId(agent);
  const after = host.allocator.applyToHeld(client, on, host.portion(held), operations);
  return after instanceof OperationError ? after : host.resources(after);
}
