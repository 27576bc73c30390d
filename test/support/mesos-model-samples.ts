import {
  type AgentFacts,
  type FrameworkCapability,
  USUAL_AGENT,
} from '../../core/allocation/agent-facts.ts';
import { parseAttributes } from '../../core/allocation/attributes.ts';
import { parseOfferConstraints } from '../../core/allocation/offer-constraints.ts';
import type { FrameworkFacts } from '../../core/allocation/framework-table.ts';
import { parseScalars } from '../../core/resources/notation.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import { readResources } from '../../core/resources/resource-notation.ts';

/** What random sequences are made of: few and small things, so that they meet often. */

export const ROLES: readonly string[] = ['a', 'b', 'c', 'a/x', 'a/y', 'b/x/z'];
/** In `q` there is never a framework. */
export const QUOTA_ROLES: readonly string[] = ['a', 'b', 'c', 'q'];
export const WEIGHTS: readonly number[] = [1, 2, 0.5, 3, 1];
export const REFUSALS_S: readonly number[] = [0, 1, 2, 3.5, -1, 0.25, 30, 30];
export const WHITELISTS: readonly ReadonlySet<string>[] = [
  new Set(['h0']),
  new Set(['h0', 'h1']),
  new Set(['h1', 'h2']),
  new Set(),
];

export const PLAIN_TOTALS = [
  'cpus:4;mem:128',
  'cpus:2;mem:64',
  'cpus:1;mem:128',
  'cpus:0.005;mem:96',
  'cpus:3',
].map(readResources);

const SHARED = { name: 'disk', value: 20, disk: { persistence: 's' }, shared: true };
const MOUNT = { name: 'disk', value: 40, disk: { source: { type: 'MOUNT', root: '/m' } } };
const STATIC_A = { type: 'STATIC', role: 'a' };

export const SPECIAL_TOTALS = [
  'cpus:4;mem:128;disk:100;ports:[1-4]',
  'cpus:3;mem:96;cpus(a):1;mem(a):32',
  'cpus:2;mem:64;cpus(a/x):2;disk(b):50;ports(b):[7-8]',
  'cpus:4;mem:128;gpus:1',
  'cpus:1;mem:64;ports:[1-2];mem(q):32',
  ['cpus:1;mem:64', { name: 'cpus', value: 2, revocable: true }],
  ['cpus:2;mem:64;disk(a):30', { ...SHARED, reservations: [STATIC_A] }],
  ['cpus:2;mem:64;disk:30', MOUNT],
  [
    'cpus:2;mem:64',
    { name: 'cpus', value: 1, reservations: [STATIC_A, { type: 'DYNAMIC', role: 'a/x' }] },
  ],
  ['cpus:1;mem:32', { name: 'cpus', value: 2, provider: 'rp' }],
].map(readResources);

/** What resource providers bring, or tasks that were there before use. */
export const PIECES = ['cpus:1', 'mem:32', 'cpus:1;mem:32', 'disk:10', 'cpus(a):1'].map(
  readResources,
);

const CAPABLE = USUAL_AGENT.capabilities;

/** The first three are of agents that can do everything, and are where the master is. */
export const AGENT_FACTS: readonly AgentFacts[] = [
  { ...USUAL_AGENT, hostname: 'h0' },
  { ...USUAL_AGENT, hostname: 'h1', attributes: parseAttributes('rack:r1') },
  { ...USUAL_AGENT, hostname: 'h2', attributes: parseAttributes('rack:r2;level:3') },
  { ...USUAL_AGENT, hostname: 'h0', domain: { region: 'far', zone: 'z' } },
  { ...USUAL_AGENT, hostname: 'h1', domain: { region: 'near', zone: 'y' } },
  { ...USUAL_AGENT, hostname: 'h2', capabilities: ['HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT'] },
  { ...USUAL_AGENT, hostname: 'h0', capabilities: ['MULTI_ROLE'] },
  { ...USUAL_AGENT, hostname: 'h1', capabilities: CAPABLE, attributes: parseAttributes('rack:r2') },
];

const ABLE: readonly FrameworkCapability[] = [
  'MULTI_ROLE',
  'GPU_RESOURCES',
  'SHARED_RESOURCES',
  'REVOCABLE_RESOURCES',
  'RESERVATION_REFINEMENT',
  'REGION_AWARE',
];

const MINIMUMS: readonly (readonly ResourceMap[] | null)[] = [
  null,
  null,
  [parseScalars('cpus:2')],
  [],
  [parseScalars('cpus:1;mem:64'), parseScalars('disk:30')],
];

const CONSTRAINTS = [
  null,
  null,
  null,
  [[{ selector: { attribute: 'rack' }, predicate: { text_equals: 'r1' } }]],
  [[{ selector: { pseudo: 'HOSTNAME' }, predicate: { text_not_equals: 'h1' } }]],
].map((groups) => (groups === null ? null : parseOfferConstraints(groups)));

/** A framework; `special` ones lack a capability, or want something of their own. */
export function frameworkFacts(
  id: number,
  roles: readonly string[],
  kind: number,
  special: boolean,
): FrameworkFacts {
  const name = `f${String(id).padStart(3, '0')}`;
  const [minAllocatable, offerConstraints] = [new Map(), new Map()];
  if (!special) return { name, roles, capabilities: ABLE, minAllocatable, offerConstraints };
  const minimum = MINIMUMS[kind % MINIMUMS.length];
  const constraints = CONSTRAINTS[(kind >> 1) % CONSTRAINTS.length];
  if (minimum !== null) minAllocatable.set(roles[0], minimum);
  if (constraints !== null) offerConstraints.set(roles[roles.length - 1], constraints);
  const capabilities = ABLE.filter((_, at) => at !== kind % (ABLE.length * 2));
  return { name, roles, capabilities, minAllocatable, offerConstraints };
}

/** Guarantees and limits. */
export const QUOTAS: readonly (readonly [ResourceMap, ResourceMap])[] = [
  ['cpus:2', ''],
  ['cpus:3;mem:64', 'cpus:3'],
  ['', 'cpus:1'],
  ['', 'mem:64'],
  ['', ''],
  ['disk:50', ''],
  ['cpus:1', 'cpus:4;mem:96;disk:30;gpus:1'],
  ['mem:32', 'mem:128;cpus:2'],
].map(([guarantees, limits]) => [parseScalars(guarantees), parseScalars(limits)]);

/** Nothing of anything. */
export const NOTHING: ResourceMap = new Map([
  ['cpus', 0],
  ['mem', 0],
  ['disk', 0],
  ['gpus', 0],
]);
