import type { AgentFacts, Domain, FrameworkCapability } from './agent-facts.ts';
import type { Resources } from '../resources/resources.ts';
import type { Resource } from '../resources/resource.ts';

/**
 * Which agents are for which frameworks at all (`mesos-semantics` part 5.4).
 *
 * An agent raises *bars*, a client has *traits*; where they have a bit in common the client is
 * never offered the agent.
 */
export const BAR_MULTI_ROLE = 1;
export const BAR_HIERARCHICAL_ROLE = 2;
export const BAR_GPU = 4;
export const BAR_REGION = 8;

/** What of an offer a client cannot understand, and is offered without. */
export const STRIP_SHARED = 16;
export const STRIP_REVOCABLE = 32;
export const STRIP_REFINED = 64;

/** The traits of a framework in a role. */
export function traitsOf(role: string, capabilities: readonly FrameworkCapability[]): number {
  const has = (capability: FrameworkCapability): boolean => capabilities.includes(capability);
  return (
    (has('MULTI_ROLE') ? BAR_MULTI_ROLE : 0) |
    (role.includes('/') ? BAR_HIERARCHICAL_ROLE : 0) |
    (has('GPU_RESOURCES') ? 0 : BAR_GPU) |
    (has('REGION_AWARE') ? 0 : BAR_REGION) |
    (has('SHARED_RESOURCES') ? 0 : STRIP_SHARED) |
    (has('REVOCABLE_RESOURCES') ? 0 : STRIP_REVOCABLE) |
    (has('RESERVATION_REFINEMENT') ? 0 : STRIP_REFINED)
  );
}

/** Traits of one who can do everything, in a role. */
export function capableTraits(role: string): number {
  return BAR_MULTI_ROLE | (role.includes('/') ? BAR_HIERARCHICAL_ROLE : 0);
}

/**
 * The bars an agent raises.
 * @param hasGpus whether GPUs are among its total and are kept for those who know them
 */
export function barsOf(facts: AgentFacts, hasGpus: boolean, masterDomain: Domain | null): number {
  const remote =
    facts.domain !== null && masterDomain !== null && facts.domain.region !== masterDomain.region;
  return (
    (facts.capabilities.includes('MULTI_ROLE') ? 0 : BAR_MULTI_ROLE) |
    (facts.capabilities.includes('HIERARCHICAL_ROLE') ? 0 : BAR_HIERARCHICAL_ROLE) |
    (hasGpus ? BAR_GPU : 0) |
    (remote ? BAR_REGION : 0)
  );
}

/** Leaves out what a client of such traits cannot understand. */
export function stripped(rest: Resources, traits: number): Resources {
  const strip =
    (rest.hasShared ? STRIP_SHARED : 0) |
    (rest.hasRevocable ? STRIP_REVOCABLE : 0) |
    (rest.hasRefined ? STRIP_REFINED : 0);
  if ((strip & traits) === 0) return rest;
  return rest.filter((resource) => (stripsOf(resource) & traits) === 0);
}

function stripsOf({ shared, revocable, reservations }: Resource): number {
  return (
    (shared ? STRIP_SHARED : 0) |
    (revocable ? STRIP_REVOCABLE : 0) |
    (reservations.length > 1 ? STRIP_REFINED : 0)
  );
}

/** Why a client is not for an agent, for people; by the lowest bar they share. */
export function barText(shared: number): string {
  if ((shared & BAR_MULTI_ROLE) !== 0) return 'MULTI_ROLE framework, agent without it';
  if ((shared & BAR_HIERARCHICAL_ROLE) !== 0) return 'nested role, agent without HIERARCHICAL_ROLE';
  if ((shared & BAR_GPU) !== 0) return 'agent with GPUs, framework without GPU_RESOURCES';
  return 'agent in another region, framework without REGION_AWARE';
}
