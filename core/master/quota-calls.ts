import { unreservedScalars } from '../allocation/portion.ts';
import type { Quota } from '../allocation/quota-table.ts';
import type { QuotaCall, QuotaConfig, Refusal } from '../protocol/operator-api.ts';
import { problemOfRole } from '../protocol/roles.ts';
import { holdsResources } from '../protocol/task-states.ts';
import { type Milli, type ResourceMap, fromMilli } from '../resources/quantities.ts';
import { Resources } from '../resources/resources.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import type { OpenOffer } from './records.ts';

/** Mesos's largest quota: a trillion, for memory and disk in MB an exabyte. */
const LARGEST: Milli = 1e15;

/** Why quota cannot be set, or null (`mesos-semantics` part 6). */
export function checkQuotaCall(books: Books, call: QuotaCall): Refusal | null {
  switch (call.type) {
    case 'REMOVE_QUOTA': {
      const known = quotaOf(books, call.role) !== undefined;
      return known ? null : invalid(`role "${call.role}" has no quota`);
    }
    case 'SET_QUOTA': {
      const { role, force } = call;
      if (quotaOf(books, role) !== undefined) return invalid(`role "${role}" has a quota already`);
      const reason = problemOfConfigs(configsOf(call));
      if (reason !== null) return invalid(reason);
      const lacking = force ? null : problemOfCapacity(books, configsOf(call));
      return lacking === null ? null : { fault: 'CONFLICT', reason: lacking };
    }
    case 'UPDATE_QUOTA': {
      const { configs, force } = call;
      const reason =
        problemOfConfigs(configs) ??
        (force ? null : (problemOfConsumed(books, configs) ?? problemOfCapacity(books, configs)));
      return reason === null ? null : invalid(reason);
    }
  }
}

/**
 * Sets quota and takes offers back so that it can be kept: of roles above their limits, then of
 * others until the guarantees are free. The next periodic cycle does the rest.
 */
export function applyQuotaCall(books: Books, call: QuotaCall, out: MasterOutput): void {
  const configs = configsOf(call);
  for (const { role, guarantees, limits } of configs) {
    books.allocator.setQuota(role, guarantees, limits);
  }
  const quotas = configs.flatMap(({ role }) => quotaOf(books, role) ?? []);
  for (const quota of quotas) if (quota.hasLimit) rescindAboveLimit(books, quota, out);
  rescindForGuarantees(books, quotas, out);
}

/** Quota of roles that have any, in the order in which they got it (GET_QUOTA). */
export function quotaConfigs(books: Books): QuotaConfig[] {
  return [...books.allocator.quota.quotas.values()].map(({ role, given }) => ({ role, ...given }));
}

function configsOf(call: QuotaCall): readonly QuotaConfig[] {
  switch (call.type) {
    case 'UPDATE_QUOTA':
      return call.configs;
    case 'SET_QUOTA':
      return [{ role: call.role, guarantees: call.guarantee, limits: call.guarantee }];
    case 'REMOVE_QUOTA':
      return [{ role: call.role, guarantees: new Map(), limits: new Map() }];
  }
}

function quotaOf(books: Books, role: string): Quota | undefined {
  return [...books.allocator.quota.quotas.values()].find((quota) => quota.role === role);
}

function invalid(reason: string): Refusal {
  return { fault: 'INVALID', reason };
}

function problemOfConfigs(configs: readonly QuotaConfig[]): string | null {
  if (configs.length === 0) return 'no quota given';
  const seen = new Set<string>();
  for (const { role, guarantees, limits } of configs) {
    const problem =
      problemOfRole(role) ??
      (role === '*' ? 'the default role can have no quota' : null) ??
      (role.includes('/') ? `role "${role}" is nested: wanted a top-level one` : null) ??
      (seen.has(role) ? `role "${role}" is given twice` : null) ??
      problemOfAmounts('guarantee', role, guarantees) ??
      problemOfAmounts('limit', role, limits);
    if (problem !== null) return problem;
    seen.add(role);
    for (const [name, amount] of guarantees) {
      const limit = limits.get(name) ?? amount;
      if (amount <= limit) continue;
      return `role "${role}" has a guarantee of ${amount} ${name} above its limit of ${limit}`;
    }
  }
  return null;
}

function problemOfAmounts(what: string, role: string, amounts: ResourceMap): string | null {
  for (const [name, amount] of amounts) {
    if (Number.isSafeInteger(amount) && amount >= 0 && amount <= LARGEST) continue;
    return `role "${role}" has a ${what} of ${amount} ${name}: wanted 0 to ${LARGEST}`;
  }
  return null;
}

/** A limit below what tasks use and what is reserved; offers can be taken back. */
function problemOfConsumed(books: Books, configs: readonly QuotaConfig[]): string | null {
  const { space } = books.allocator;
  for (const { role, limits } of configs) {
    if (limits.size === 0) continue;
    const consumed = consumedBy(books, role);
    for (const [name, limit] of limits) {
      const used = consumed[space.id(name)] ?? 0;
      if (used > limit) return `role "${role}" has ${used} ${name}, above the limit of ${limit}`;
    }
  }
  return null;
}

/** Unreserved non-revocable scalars used in a top-level role, and all its reservations. */
function consumedBy(books: Books, role: string): Milli[] {
  const { space, quota, clients } = books.allocator;
  const consumed = [...quota.reservedBelow(role)];
  const add = (client: number, plain: readonly Milli[], rest: Resources): void => {
    if (topOf(clients.role[client]) !== role) return;
    const more = unreservedScalars(space, rest);
    for (let r = 0; r < consumed.length; r++) consumed[r] += plain[r] + (more?.[r] ?? 0);
  };
  for (const agent of books.agents) {
    for (let task = agent?.firstTask ?? null; task !== null; task = task.next) {
      const { resources, rest = Resources.EMPTY } = task.info;
      if (holdsResources(task.state)) add(task.client, resources, rest);
    }
    for (const { client, info } of agent?.executors ?? []) {
      add(client, info.resources, info.rest ?? Resources.EMPTY);
    }
  }
  return consumed;
}

/** All guarantees together beyond what registered agents have, connected or not. */
function problemOfCapacity(books: Books, configs: readonly QuotaConfig[]): string | null {
  const guarantees = new Map(quotaConfigs(books).map((config) => [config.role, config.guarantees]));
  for (const { role, guarantees: wanted } of configs) guarantees.set(role, wanted);
  const sums = new Map<string, Milli>();
  for (const wanted of guarantees.values()) {
    for (const [name, amount] of wanted) sums.set(name, (sums.get(name) ?? 0) + amount);
  }
  for (const [name, sum] of sums) {
    const capacity = capacityOf(books, name);
    if (sum > capacity) {
      return `guarantees of ${fromMilli(sum)} ${name}, the agents have ${fromMilli(capacity)}`;
    }
  }
  return null;
}

function capacityOf(books: Books, name: string): Milli {
  const { space, agents } = books.allocator;
  let capacity = 0;
  for (const agent of books.agents) {
    if (!agent) continue;
    const { plain, rest } = agents.totalOf(agent.id);
    capacity += plain[space.id(name)] ?? 0;
    if (!rest.isEmpty) capacity += rest.nonRevocable().scalarQuantities().get(name) ?? 0;
  }
  return capacity;
}

function rescindAboveLimit(books: Books, quota: Quota, out: MasterOutput): void {
  const { allocator } = books;
  const isAbove = (r: number): boolean => allocator.quota.consumed(quota, r) > quota.limits[r];
  rescindWhile(books, isAbove, (offer) => topOf(offer.role) === quota.role, out);
}

function rescindForGuarantees(books: Books, quotas: readonly Quota[], out: MasterOutput): void {
  const { agents, quota: table } = books.allocator;
  const roles = new Set(quotas.filter(({ hasGuarantee }) => hasGuarantee).map(({ role }) => role));
  if (roles.size === 0) return;
  const isLacking = (r: number): boolean => {
    let missing = 0;
    for (const quota of quotas) missing += table.missing(quota, r);
    return missing > agents.unreservedFree[r];
  };
  rescindWhile(books, isLacking, (offer) => !roles.has(topOf(offer.role)), out);
}

/** Takes back offers, in the order in which they were made, that have something of what is short. */
function rescindWhile(
  books: Books,
  isShort: (resource: number) => boolean,
  isMeant: (offer: OpenOffer) => boolean,
  out: MasterOutput,
): void {
  const { space } = books.allocator;
  for (const offer of books.offers.values()) {
    if (!isMeant(offer)) continue;
    const more = unreservedScalars(space, offer.rest);
    const helps = offer.resources.some((amount, r) => amount + (more?.[r] ?? 0) > 0 && isShort(r));
    if (!helps) continue;
    books.marks?.sometimes('quota-rescinds');
    books.rescind(offer, out);
  }
}

function topOf(role: string): string {
  return role.split('/')[0];
}
