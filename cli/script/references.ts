import type { Complaint } from './schema-parts.ts';
import type {
  AllocatorScript,
  DoStep,
  ExpectStep,
  Expectations,
  FrameworkStep,
  Step,
} from './script.ts';

type Path = readonly PropertyKey[];

/** Allocations a script may have simulated: some seconds of work, a year of an hour's interval. */
const ALLOCATIONS_MAX = 1_000_000;

/**
 * The first name in an allocator script that stands for nothing, or step that cannot follow those
 * before it: an agent that was never defined, a framework added twice, a mark not yet set. What
 * depends on what was offered shows when the script runs.
 */
export function problemOfReferences(script: AllocatorScript): Complaint | null {
  return new ReferenceCheck(script).problem();
}

class ReferenceCheck {
  private readonly script: AllocatorScript;
  private readonly addedAgents = new Set<string>();
  /** Added frameworks with the roles they are in. */
  private readonly addedFrameworks = new Map<string, readonly string[]>();
  /** Roles a framework is in at any time of the script. */
  private readonly rolesEver = new Map<string, Set<string>>();
  private readonly marks = new Set<string>();
  private seconds = 0;

  constructor(script: AllocatorScript) {
    this.script = script;
    for (const [id, { roles }] of script.frameworks) this.rolesEver.set(id, new Set(roles));
    this.collectRoles(script.steps);
  }

  problem(): Complaint | null {
    return this.problemOfDefinitions() ?? this.problemOfSteps(this.script.steps, ['steps']);
  }

  /** What a framework says by role must be about roles it is in. */
  private problemOfDefinitions(): Complaint | null {
    return first(this.script.frameworks, ([id, definition]) =>
      first(['min_allocatable', 'offer_constraints'] as const, (field) =>
        first(definition[field].keys(), (role) =>
          this.roleOf(id, role, ['frameworks', id, field, role]),
        ),
      ),
    );
  }

  private problemOfSteps(steps: readonly Step[], path: Path): Complaint | null {
    return first(steps.entries(), ([at, step]) => {
      const here = [...path, at];
      return 'do' in step ? this.problemOfDo(step, here) : this.problemOfExpect(step, here);
    });
  }

  private problemOfDo(step: DoStep, path: Path): Complaint | null {
    switch (step.do) {
      case 'coalesce':
        return this.problemOfSteps(step.steps, [...path, 'steps']);
      case 'advance':
        return this.advance(step.seconds, path);
      case 'master_recover':
        this.addedAgents.clear();
        this.addedFrameworks.clear();
        return null;
      case 'add_agent':
        return this.newAgent(step.agent, path) ?? this.used(step.used, path);
      case 'add_agent_resources':
        return this.presentAgent(step.agent, path) ?? this.used(step.used, path);
      case 'remove_agent': {
        const problem = this.presentAgent(step.agent, path);
        this.addedAgents.delete(step.agent);
        return problem;
      }
      case 'decline':
      case 'recover':
      case 'launch':
      case 'apply':
        return (
          this.presentFramework(step.framework, path) ??
          this.presentAgent(step.agent, path) ??
          this.roleOf(step.framework, step.role, [...path, 'role'])
        );
      default:
        if ('framework' in step) return this.problemOfFramework(step, path);
        return 'agent' in step ? this.presentAgent(step.agent, path) : null;
    }
  }

  private problemOfFramework(step: FrameworkStep, path: Path): Complaint | null {
    const { framework } = step;
    if (step.do === 'add_framework') {
      return (
        this.newFramework(framework, path) ??
        this.currentRoles(framework, step.suppressed_roles, [...path, 'suppressed_roles']) ??
        first((step.used ?? []).entries(), ([at, { agent }]) =>
          this.definedAgent(agent, [...path, 'used', at, 'agent']),
        )
      );
    }
    const problem = this.presentFramework(framework, path);
    if (problem !== null) return problem;
    switch (step.do) {
      case 'remove_framework':
        this.addedFrameworks.delete(framework);
        return null;
      case 'update_framework':
        if (step.roles !== undefined) this.addedFrameworks.set(framework, step.roles);
        return (
          this.currentRoles(framework, step.suppressed_roles, [...path, 'suppressed_roles']) ??
          first(['min_allocatable', 'offer_constraints'] as const, (field) =>
            first(step[field]?.keys() ?? [], (role) =>
              this.currentRole(framework, role, [...path, field, role]),
            ),
          )
        );
      case 'suppress':
      case 'revive':
        return this.currentRoles(framework, step.roles ?? [], [...path, 'roles']);
      case 'inverse_response':
        return this.presentAgent(step.agent, path);
      default:
        return null;
    }
  }

  private problemOfExpect(step: ExpectStep, path: Path): Complaint | null {
    const problem = this.problemOfExpectations(step.expect, [...path, 'expect']);
    if (problem !== null || step.mark === undefined) return problem;
    if (this.marks.has(step.mark)) {
      return refuse([...path, 'mark'], `"${step.mark}", which was set before`, 'a new mark');
    }
    this.marks.add(step.mark);
    return null;
  }

  private problemOfExpectations(expect: Expectations, path: Path): Complaint | null {
    const counted = expect.count_per_framework;
    const at = (...steps: PropertyKey[]): Path => [...path, ...steps];
    return (
      this.grants(expect.offers ?? [], at('offers')) ??
      first((expect.offers_one_of ?? []).entries(), ([i, list]) =>
        this.grants(list, at('offers_one_of', i)),
      ) ??
      this.frameworks(expect.offer_totals, at('offer_totals')) ??
      this.agents(expect.offer_agents ?? [], at('offer_agents')) ??
      (counted === undefined || this.marks.has(counted.since)
        ? null
        : refuse(
            at('count_per_framework', 'since'),
            `"${counted.since}"`,
            `a mark set before: ${listed(this.marks)}`,
          )) ??
      this.frameworks(counted?.counts, at('count_per_framework', 'counts')) ??
      this.frameworks(expect.held, at('held')) ??
      first(expect.held ?? [], ([id, { agents }]) =>
        this.agents(typeof agents === 'object' ? agents : [], at('held', id, 'agents')),
      ) ??
      first(
        (expect.inverse_offers ?? []).entries(),
        ([i, { framework, agent }]) =>
          this.definedFramework(framework, at('inverse_offers', i, 'framework')) ??
          this.definedAgent(agent, at('inverse_offers', i, 'agent')),
      ) ??
      first(
        expect.inverse_statuses ?? [],
        ([agent, statuses]) =>
          this.definedAgent(agent, at('inverse_statuses', agent)) ??
          this.frameworks(statuses, at('inverse_statuses', agent)),
      )
    );
  }

  private grants(
    list: readonly { framework: string; role: string; agent: string }[],
    path: Path,
  ): Complaint | null {
    return first(
      list.entries(),
      ([at, { framework, role, agent }]) =>
        this.definedFramework(framework, [...path, at, 'framework']) ??
        this.roleOf(framework, role, [...path, at, 'role']) ??
        this.definedAgent(agent, [...path, at, 'agent']),
    );
  }

  private used(list: readonly { framework: string }[], path: Path): Complaint | null {
    return first(list.entries(), ([at, { framework }]) =>
      this.definedFramework(framework, [...path, 'used', at, 'framework']),
    );
  }

  private frameworks(byId: ReadonlyMap<string, unknown> | undefined, path: Path): Complaint | null {
    return first(byId?.keys() ?? [], (id) => this.definedFramework(id, [...path, id]));
  }

  private agents(ids: readonly string[], path: Path): Complaint | null {
    return first(ids.entries(), ([at, id]) => this.definedAgent(id, [...path, at]));
  }

  private newAgent(id: string, path: Path): Complaint | null {
    const at = [...path, 'agent'];
    const problem = this.definedAgent(id, at);
    if (problem !== null) return problem;
    if (this.addedAgents.has(id)) {
      return refuse(at, `"${id}", which was added before`, 'an agent that is not there');
    }
    this.addedAgents.add(id);
    return null;
  }

  private newFramework(id: string, path: Path): Complaint | null {
    const at = [...path, 'framework'];
    const problem = this.definedFramework(id, at);
    if (problem !== null) return problem;
    if (this.addedFrameworks.has(id)) {
      return refuse(at, `"${id}", which was added before`, 'a framework that is not there');
    }
    this.addedFrameworks.set(id, this.script.frameworks.get(id)?.roles ?? []);
    return null;
  }

  private presentAgent(id: string, path: Path): Complaint | null {
    const at = [...path, 'agent'];
    if (this.addedAgents.has(id)) return null;
    const there = `an agent that is there: ${listed(this.addedAgents)}`;
    return this.definedAgent(id, at) ?? refuse(at, `"${id}"`, there);
  }

  private presentFramework(id: string, path: Path): Complaint | null {
    const at = [...path, 'framework'];
    if (this.addedFrameworks.has(id)) return null;
    const there = `a framework that is there: ${listed(this.addedFrameworks.keys())}`;
    return this.definedFramework(id, at) ?? refuse(at, `"${id}"`, there);
  }

  private definedAgent(id: string, path: Path): Complaint | null {
    const { agents } = this.script;
    if (agents.has(id)) return null;
    return refuse(path, `"${id}"`, `an agent that is defined: ${listed(agents.keys())}`);
  }

  private definedFramework(id: string, path: Path): Complaint | null {
    const { frameworks } = this.script;
    if (frameworks.has(id)) return null;
    return refuse(path, `"${id}"`, `a framework that is defined: ${listed(frameworks.keys())}`);
  }

  private roleOf(framework: string, role: string, path: Path): Complaint | null {
    const roles = this.rolesEver.get(framework) ?? new Set();
    if (roles.has(role)) return null;
    return refuse(path, `"${role}"`, `a role of ${framework}: ${listed(roles)}`);
  }

  /** Roles of a call must be among those the framework is in now. */
  private currentRoles(framework: string, roles: readonly string[], path: Path): Complaint | null {
    return first(roles.entries(), ([at, role]) => this.currentRole(framework, role, [...path, at]));
  }

  private currentRole(framework: string, role: string, path: Path): Complaint | null {
    const current = this.addedFrameworks.get(framework) ?? [];
    if (current.includes(role)) return null;
    return refuse(path, `"${role}"`, `a role ${framework} is in: ${listed(current)}`);
  }

  private advance(seconds: number, path: Path): Complaint | null {
    this.seconds += seconds;
    const most = ALLOCATIONS_MAX * this.script.config.allocation_interval;
    if (this.seconds <= most) return null;
    const wanted = `at most ${most} seconds in all: ${ALLOCATIONS_MAX} allocation intervals`;
    return refuse([...path, 'seconds'], `${this.seconds} seconds so far`, wanted);
  }

  /** Also roles a framework was in before the script: agents say what it still uses there. */
  private collectRoles(steps: readonly Step[]): void {
    for (const step of steps) {
      if (!('do' in step)) continue;
      if (step.do === 'coalesce') this.collectRoles(step.steps);
      if (step.do === 'update_framework') {
        for (const role of step.roles ?? []) this.rolesEver.get(step.framework)?.add(role);
      }
      if (step.do === 'add_framework') {
        for (const { role } of step.used ?? []) this.rolesEver.get(step.framework)?.add(role);
      } else if (step.do === 'add_agent' || step.do === 'add_agent_resources') {
        for (const { framework, role } of step.used) this.rolesEver.get(framework)?.add(role);
      }
    }
  }
}

function refuse(path: Path, found: string, wanted: string): Complaint {
  return { path, message: `found ${found}, wanted ${wanted}` };
}

function listed(names: Iterable<string>): string {
  const list = [...names];
  return list.length === 0 ? 'there is none' : list.join(', ');
}

/** The first problem among some things, or null. */
function first<T>(items: Iterable<T>, problemOf: (item: T) => Complaint | null): Complaint | null {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== null) return problem;
  }
  return null;
}
