import type { FrameworkFacts } from '../../core/allocation/allocator.ts';
import { type Resources, Resources as ResourceLists } from '../../core/resources/resources.ts';
import { writeResources } from '../../core/resources/resource-notation.ts';
import type { AllocatorHost } from './allocator-host.ts';
import type { FrameworkDefinition, FrameworkStep, Grant } from './script.ts';
import { StepDefect } from './step-defect.ts';

type AddFramework = Extract<FrameworkStep, { readonly do: 'add_framework' }>;
type UpdateFramework = Extract<FrameworkStep, { readonly do: 'update_framework' }>;
type Answer = Extract<FrameworkStep, { readonly do: 'inverse_response' }>;

/**
 * Does a step about one framework.
 * @throws StepDefect for an answer to no question, and for `used` that agents know nothing of
 */
export function doFrameworkStep(host: AllocatorHost, step: FrameworkStep): void {
  const { allocator } = host;
  const framework = host.frameworkId(step.framework);
  switch (step.do) {
    case 'add_framework':
      return addFramework(host, step);
    case 'remove_framework':
      return removeFramework(host, step.framework);
    case 'activate_framework':
    case 'deactivate_framework':
      return allocator.setFrameworkActive(framework, step.do === 'activate_framework');
    case 'update_framework':
      return updateFramework(host, step);
    case 'suppress':
      return allocator.suppress(framework, step.roles);
    case 'revive':
      return allocator.revive(framework, step.roles, host.nowUs);
    case 'inverse_response':
      return answer(host, step);
  }
}

function addFramework(host: AllocatorHost, step: AddFramework): void {
  const { framework } = step;
  const definition = host.script.frameworks.get(framework);
  if (definition === undefined) return;
  const held = host.ledger.heldBy(framework);
  if (step.used !== undefined) requireKnown(host, framework, step.used);
  host.frameworks.set(framework, definition);
  host.allocator.addFramework(host.frameworkId(framework), factsOf(framework, definition), {
    active: step.active,
    suppressedRoles: step.suppressed_roles,
    used: held.map((entry) => host.holding({ ...entry, resources: entry.used })),
    nowUs: host.nowUs,
  });
}

/** What a framework says it uses on registered agents must be what they have said. */
function requireKnown(
  host: AllocatorHost,
  framework: string,
  used: readonly Omit<Grant, 'framework'>[],
): void {
  for (const [at, { agent, role }] of used.entries()) {
    if (!host.agents.has(agent)) continue;
    const stated = used.filter((one) => one.agent === agent && one.role === role);
    const sum = stated.reduce((all, one) => all.plus(one.resources), ResourceLists.EMPTY);
    const known = host.ledger.at({ framework, role, agent }).used;
    if (sum.equals(known)) continue;
    const wanted = `what ${agent} was added with for ${framework} under ${role}: ${textOf(known)}`;
    throw new StepDefect(['used', at, 'resources'], textOf(sum), wanted);
  }
}

function textOf(resources: Resources): string {
  return resources.isEmpty ? 'nothing' : writeResources(resources);
}

function removeFramework(host: AllocatorHost, id: string): void {
  for (const entry of host.ledger.heldBy(id)) {
    host.giveBack(entry);
    host.ledger.drop(entry);
  }
  host.unanswered.delete(id);
  host.frameworks.delete(id);
  host.allocator.removeFramework(host.frameworkId(id));
}

function updateFramework(host: AllocatorHost, step: UpdateFramework): void {
  const { framework } = step;
  const before = host.frameworks.get(framework);
  if (before === undefined) return;
  const after: FrameworkDefinition = {
    roles: step.roles ?? before.roles,
    capabilities: step.capabilities ?? before.capabilities,
    min_allocatable: step.min_allocatable ?? before.min_allocatable,
    offer_constraints: step.offer_constraints ?? before.offer_constraints,
  };
  host.frameworks.set(framework, after);
  host.allocator.updateFramework(
    host.frameworkId(framework),
    factsOf(framework, after),
    step.suppressed_roles,
    host.nowUs,
  );
}

function answer(host: AllocatorHost, step: Answer): void {
  const { framework, agent, status } = step;
  if (host.unanswered.get(framework)?.delete(agent) !== true) {
    const wanted = 'one that was made and not answered yet';
    throw new StepDefect([], `no inverse offer of ${agent} to ${framework}`, wanted);
  }
  host.allocator.answerInverseOffer(
    host.frameworkId(framework),
    host.agentId(agent),
    status,
    step.filter_seconds,
    host.nowUs,
  );
}

function factsOf(name: string, definition: FrameworkDefinition): FrameworkFacts {
  const { roles, capabilities, min_allocatable, offer_constraints } = definition;
  return {
    ...{ name, roles, capabilities },
    minAllocatable: min_allocatable,
    offerConstraints: offer_constraints,
  };
}
