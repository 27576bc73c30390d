import { fromMilli, type ResourceMap } from '../../../core/resources/quantities.ts';
import type { Master } from '../../../core/master/master.ts';
import type { QuotaConfig } from '../../../core/protocol/operator-api.ts';
import { type JsonObject, idDocument } from '../../mesos/json.ts';
import { resourceDocuments } from '../../mesos/resource-codec.ts';
import type { MasterSite } from '../master-site.ts';
import type { Holdings } from './holdings.ts';

/** A role that somebody is in, holds something in, or that operators have set something for. */
export interface KnownRole {
  readonly name: string;
  readonly weight: number;
  readonly frameworks: readonly number[];
}

export function knownRoles(
  { host: { master }, sight }: MasterSite,
  holdings: Holdings,
): KnownRole[] {
  const weights = weightsOf(master);
  const members = new Map<string, number[]>();
  const touch = (role: string): number[] => {
    const list = members.get(role) ?? [];
    members.set(role, list);
    return list;
  };
  for (const { id, roles } of holdings.frameworks) for (const role of roles) touch(role).push(id);
  for (const role of holdings.usedByRole.keys()) touch(role);
  for (const role of holdings.reservedRoles()) touch(role);
  for (const role of weights.keys()) touch(role);
  for (const { role } of master.quotaConfigs()) touch(role);
  const seen = [...members.keys()].filter((role) => sight.role(role));
  const names = seen.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return names.map((name) => {
    return { name, weight: weights.get(name) ?? 1, frameworks: members.get(name) ?? [] };
  });
}

/** A role as `/roles` writes it. */
export function roleModel(
  site: MasterSite,
  holdings: Holdings,
  { name, weight, frameworks }: KnownRole,
): JsonObject {
  const used = holdings.usedByRole.of(name);
  const offered = holdings.offeredByRole.of(name);
  const config = site.host.master.quotaConfigs().find(({ role }) => role === name);
  return {
    name,
    weight,
    quota: {
      role: name,
      guarantee: amounts(config?.guarantees),
      limit: amounts(config?.limits),
      consumed: amounts(used.quantities()),
    },
    resources: amounts(used.plus(offered).quantities()),
    allocated: amounts(used.quantities()),
    offered: amounts(offered.quantities()),
    reserved: amounts(holdings.reservedTo(name).quantities()),
    frameworks: frameworks.map((id) => site.ids.framework(id)),
  };
}

export function amounts(map: ResourceMap | undefined): JsonObject {
  return Object.fromEntries(Array.from(map ?? [], ([name, milli]) => [name, fromMilli(milli)]));
}

/** Mesos v1 `Role`. */
export function roleDocument(
  site: MasterSite,
  holdings: Holdings,
  { name, weight, frameworks }: KnownRole,
): JsonObject {
  return {
    name,
    weight,
    frameworks: frameworks.map((id) => idDocument(site.ids.framework(id))),
    resources: resourceDocuments(holdings.usedByRole.of(name)),
  };
}

/** Quotas of the roles that may be seen. */
export function seenQuotas({ host, sight }: MasterSite): QuotaConfig[] {
  return host.master.quotaConfigs().filter(({ role }) => sight.quota(role));
}

/** Weights that operators or flags have set: numbers in a live cluster, never one a resource. */
function weightsOf(master: Master): Map<string, number> {
  return new Map(
    [...master.weights()].flatMap(([role, weight]) => {
      return typeof weight === 'number' ? [[role, weight]] : [];
    }),
  );
}

/** Mesos v1 `WeightInfo` of each role that may be seen and has one. */
export function weightsDocument({ host, sight }: MasterSite): JsonObject[] {
  const infos = Array.from(weightsOf(host.master), ([role, weight]) => ({ role, weight }));
  return infos.filter(({ role }) => sight.role(role));
}

/** Mesos v1 `QuotaStatus`. */
export function quotaDocument(configs: readonly QuotaConfig[]): JsonObject {
  const scalars = (map: ResourceMap): JsonObject => {
    return Object.fromEntries(
      Array.from(map, ([name, milli]) => [name, { value: fromMilli(milli) }]),
    );
  };
  return {
    // The older form: guarantees alone, as resources.
    infos: configs.map(({ role, guarantees }) => ({
      role,
      guarantee: Array.from(guarantees, ([name, milli]) => {
        return { name, type: 'SCALAR', scalar: { value: fromMilli(milli) } };
      }),
    })),
    configs: configs.map(({ role, guarantees, limits }) => {
      return { role, guarantees: scalars(guarantees), limits: scalars(limits) };
    }),
  };
}
