import type { AgentChange, FrameworkChange, RoleSettings } from '../../core/feed/cluster-change.ts';
import type { FrameworkSummary, RoleSummary } from '../../sim/session/session-api.ts';

/** What of an agent has a place in the views, there or not. */
export interface KnownAgent {
  readonly id: number;
  hostname: string;
  rack: string | null;
  total: readonly number[];
}

export interface KnownFramework {
  readonly id: number;
  name: string;
  /** Not empty. */
  roles: readonly string[];
}

/**
 * The places of agents, frameworks and roles: views name them by small numbers that do not change
 * while they are shown. In the order in which they were first heard of.
 */
export class Directory {
  resources: readonly string[] = [];
  /** Another one whenever something has another place, another name or is new. */
  edition = 0;
  /** Another one whenever an agent has more or less than before. */
  sizes = 0;
  /** Whether nothing changes any more: all that will be heard of is known. */
  isFixed = false;
  private readonly agentPlaces = new Map<number, number>();
  private readonly frameworkPlaces = new Map<number, number>();
  private agentList: KnownAgent[] = [];
  private frameworkList: KnownFramework[] = [];
  private settings: readonly RoleSettings[] = [];
  private roleList: readonly RoleSummary[] | null = null;

  get agents(): readonly KnownAgent[] {
    return this.agentList;
  }

  get frameworks(): readonly KnownFramework[] {
    return this.frameworkList;
  }

  /** Every role with an ancestor before it. */
  get roles(): readonly RoleSummary[] {
    this.roleList ??= this.rolesOf();
    return this.roleList;
  }

  /** -1 for one without a place. */
  agentPlace(id: number): number {
    return this.agentPlaces.get(id) ?? -1;
  }

  frameworkPlace(id: number): number {
    return this.frameworkPlaces.get(id) ?? -1;
  }

  setResources(resources: readonly string[]): void {
    if (this.isFixed || this.resources.join() === resources.join()) return;
    this.edition++;
    this.resources = resources;
  }

  heardOfAgent({ agent: id, hostname, rack, total }: AgentChange): void {
    if (this.isFixed) return;
    const known = this.agentList[this.agentPlace(id)];
    if (known === undefined) {
      this.agentPlaces.set(id, this.agentList.push({ id, hostname, rack, total }) - 1);
      this.edition++;
      return;
    }
    if (known.hostname !== hostname || known.rack !== rack) this.edition++;
    if (known.total.join() !== total.join()) this.sizes++;
    known.hostname = hostname;
    known.rack = rack;
    known.total = total;
  }

  heardOfFramework({ framework: id, name, roles }: FrameworkChange): void {
    if (this.isFixed) return;
    const known = this.frameworkList[this.frameworkPlace(id)];
    if (known !== undefined && known.name === name && known.roles.join() === roles.join()) return;
    this.edition++;
    this.roleList = null;
    if (known === undefined) {
      this.frameworkPlaces.set(id, this.frameworkList.push({ id, name, roles }) - 1);
      return;
    }
    known.name = name;
    known.roles = roles;
  }

  heardOfRoles(settings: readonly RoleSettings[]): void {
    if (this.isFixed || (settings.length === 0 && this.settings.length === 0)) return;
    this.settings = settings;
    this.roleList = null;
    this.edition++;
  }

  /** Takes places away; those behind move up. */
  forgetAgents(ids: ReadonlySet<number>): void {
    this.agentList = this.agentList.filter(({ id }) => !ids.has(id));
    renumber(this.agentPlaces, this.agentList);
    this.edition++;
  }

  forgetFrameworks(ids: ReadonlySet<number>): void {
    this.frameworkList = this.frameworkList.filter(({ id }) => !ids.has(id));
    renumber(this.frameworkPlaces, this.frameworkList);
    this.roleList = null;
    this.edition++;
  }

  frameworkSummaries(): FrameworkSummary[] {
    const paths = new Map(this.roles.map(({ path }, place) => [path, place]));
    return this.frameworkList.map(({ name, roles: [role] }) => {
      const place = paths.get(role) ?? 0;
      const also = { kind: '', jobs: 0, weight: this.roles[place].weight };
      return { name, role: place, ...also };
    });
  }

  private rolesOf(): RoleSummary[] {
    const paths = new Set<string>();
    const named = [
      ...this.frameworkList.flatMap(({ roles }) => roles),
      ...this.settings.map(({ role }) => role),
    ];
    for (const path of named) {
      const steps = path.split('/');
      for (let end = 1; end <= steps.length; end++) paths.add(steps.slice(0, end).join('/'));
    }
    const sorted = [...paths].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const settings = new Map(this.settings.map((one) => [one.role, one]));
    const places = new Map(sorted.map((path, place) => [path, place]));
    return sorted.map((path) => {
      const { weight = 1, guarantee = null, limit = null } = settings.get(path) ?? {};
      const above = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      return {
        ...{ path, weight, parent: places.get(above) ?? -1 },
        guarantee: guarantee && Float64Array.from(guarantee),
        limit: limit && Float64Array.from(limit, (milli) => milli ?? Number.NaN),
      };
    });
  }
}

function renumber(places: Map<number, number>, list: readonly { readonly id: number }[]): void {
  places.clear();
  for (const [place, { id }] of list.entries()) places.set(id, place);
}
