import { problemOfRole } from '../../core/protocol/roles.ts';
import { type ResourceMap, toMilli } from '../../core/resources/quantities.ts';
import { isWithinRole } from '../../core/resources/resource.ts';
import type { Micros } from '../../core/machine.ts';
import type { OperationKind, OperationSpec } from '../operations/operation-spec.ts';
import type { ClusterShape } from './cluster-shape.ts';
import { readDuration } from './duration-text.ts';
import { namedAgents, namedFrameworks } from './fault-targets.ts';
import { suggestion } from './nearest-name.ts';
import { readLimits, readResources } from './resource-values.ts';
import type { OperationDocument, ResourcesText } from './scenario-document.ts';
import type { DocumentPath, ScenarioProblems } from './scenario-problem.ts';

type Field = Exclude<keyof OperationDocument, 'kind' | 'at' | 'every'>;

const AGENTS: readonly Field[] = ['rack', 'zone', 'agents'];

/** What each kind needs and may say beside its time; of agents one of three ways to name them. */
export const OPERATION_FIELDS: {
  readonly [kind in OperationKind]: {
    readonly needs: readonly Field[];
    readonly may: readonly Field[];
  };
} = {
  'set-quota': { needs: ['role'], may: ['guarantees', 'limits', 'force'] },
  'remove-quota': { needs: ['role'], may: [] },
  'set-weights': { needs: ['weights'], may: [] },
  reserve: { needs: ['role', 'resources'], may: AGENTS },
  unreserve: { needs: ['role', 'resources'], may: AGENTS },
  'create-volumes': { needs: ['role', 'volumes'], may: AGENTS },
  'destroy-volumes': { needs: ['role', 'volumes'], may: AGENTS },
  maintenance: { needs: [], may: [...AGENTS, 'notice', 'for'] },
  drain: { needs: [], may: [...AGENTS, 'grace', 'markGone'] },
  deactivate: { needs: [], may: AGENTS },
  reactivate: { needs: [], may: AGENTS },
  gone: { needs: [], may: AGENTS },
  teardown: { needs: ['frameworks'], may: [] },
};

const WANTED: ReadonlyMap<Field, string> = new Map([
  ['role', 'the role it is about'],
  ['weights', 'weights by role, such as { eng: 2 }'],
  ['resources', 'resources such as cpus:4;mem:8192'],
  ['volumes', 'MB by the id of the volume, such as { data: 1000 }'],
  ['frameworks', 'the frameworks to end'],
]);

/** What operations may name. */
export interface Operated {
  readonly shape: ClusterShape;
  /** Those that frameworks have. */
  readonly roles: readonly string[];
}

/** What an operation of a document means; nothing where something is wrong with it. */
export function operationSpecs(
  operation: OperationDocument,
  cluster: Operated,
  path: DocumentPath,
  problems: ScenarioProblems,
): OperationSpec[] {
  const before = problems.list.length;
  checkFields(operation, path, problems);
  if (problems.list.length > before) return [];
  const spec = new OperationReader(operation, cluster, path, problems).read();
  return problems.list.length > before ? [] : [spec];
}

function checkFields(
  operation: OperationDocument,
  path: DocumentPath,
  problems: ScenarioProblems,
): void {
  const { kind } = operation;
  const { needs, may } = OPERATION_FIELDS[kind];
  const known: readonly string[] = ['kind', 'at', 'every', ...needs, ...may];
  for (const [field, value] of Object.entries(operation)) {
    if (value === undefined || known.includes(field)) continue;
    const wanted = `wanted one of ${known.join(', ')}${suggestion(field, known)}`;
    problems.refuse([...path, field], `found a ${field} of ${kind}, ${wanted}`);
  }
  for (const field of needs) {
    if (operation[field] !== undefined) continue;
    problems.refuse([...path, field], `found nothing, wanted ${WANTED.get(field)}`);
  }
  const names = AGENTS.some((field) => operation[field] !== undefined);
  if (may.includes('agents') && !names) {
    problems.refuse([...path, 'agents'], `found nothing, wanted a rack, a zone or agents`);
  }
}

/** Reads an operation that has the fields of its kind and no others. */
class OperationReader {
  private readonly operation: OperationDocument;
  private readonly cluster: Operated;
  private readonly path: DocumentPath;
  private readonly problems: ScenarioProblems;

  constructor(
    operation: OperationDocument,
    cluster: Operated,
    path: DocumentPath,
    problems: ScenarioProblems,
  ) {
    this.operation = operation;
    this.cluster = cluster;
    this.path = path;
    this.problems = problems;
  }

  read(): OperationSpec {
    const { kind, every, force = false, markGone = false } = this.operation;
    const time = {
      atUs: this.duration('at') ?? 0,
      ...(every !== undefined && { everyUs: this.positive('every') }),
    };
    switch (kind) {
      case 'set-quota':
      case 'remove-quota':
        return { ...time, kind, role: this.role(), ...this.quota(), force };
      case 'set-weights':
        return { ...time, kind, weights: this.weights() };
      case 'reserve':
      case 'unreserve': {
        const resources = this.resources('resources', readResources);
        return { ...time, kind, agents: this.agents(), role: this.role(), resources };
      }
      case 'create-volumes':
      case 'destroy-volumes':
        return { ...time, kind, agents: this.agents(), role: this.role(), volumes: this.volumes() };
      case 'maintenance': {
        const forUs = this.operation.for === undefined ? null : this.positive('for');
        const noticeUs = this.duration('notice') ?? 0;
        return { ...time, kind, agents: this.agents(), noticeUs, forUs };
      }
      case 'drain': {
        const graceUs = this.duration('grace');
        return { ...time, kind, agents: this.agents(), graceUs, markGone };
      }
      case 'deactivate':
      case 'reactivate':
      case 'gone':
        return { ...time, kind, agents: this.agents() };
      case 'teardown': {
        const { operation, cluster, path, problems } = this;
        const frameworks = namedFrameworks(operation, cluster.shape, path, problems);
        return { ...time, kind, frameworks };
      }
    }
  }

  private duration(field: 'at' | 'every' | 'notice' | 'for' | 'grace'): Micros | null {
    const text = this.operation[field];
    if (text === undefined) return null;
    return this.problems.value([...this.path, field], readDuration(text), 1);
  }

  private positive(field: 'every' | 'for'): Micros {
    const micros = this.duration(field) ?? 0;
    if (micros === 0) {
      const found = `found "${this.operation[field]}"`;
      this.problems.refuse([...this.path, field], `${found}, wanted more than 0`);
    }
    return micros;
  }

  private agents(): readonly number[] {
    const { operation, cluster, path, problems } = this;
    const what = `${/^[aeio]/.test(operation.kind) ? 'an' : 'a'} ${operation.kind}`;
    return namedAgents(operation, what, cluster.shape, path, problems);
  }

  private role(): string {
    const { role = '' } = this.operation;
    this.checkRole(role, [...this.path, 'role']);
    return role;
  }

  /** A role that nobody is in would be a slip of the pen. */
  private checkRole(role: string, path: DocumentPath): void {
    const { roles } = this.cluster;
    const wrong = problemOfRole(role);
    if (wrong !== null) return this.problems.refuse(path, wrong);
    if (roles.some((one) => isWithinRole(one, role))) return;
    const message = `no framework has the role ${role}${suggestion(role, roles)}`;
    this.problems.refuse(path, message);
  }

  private quota(): { readonly guarantees: ResourceMap; readonly limits: ResourceMap } {
    const guarantees = this.resources('guarantees', readResources);
    const limits = this.resources('limits', readLimits);
    for (const [name, amount] of guarantees) {
      if (amount <= (limits.get(name) ?? Number.POSITIVE_INFINITY)) continue;
      this.problems.refuse(this.path, `a guarantee is above its limit: ${name}`);
    }
    return { guarantees, limits };
  }

  private resources(
    field: 'guarantees' | 'limits' | 'resources',
    read: (value: ResourcesText) => ResourceMap | string,
  ): ResourceMap {
    const none: ResourceMap = new Map();
    return this.problems.value([...this.path, field], read(this.operation[field] ?? ''), none);
  }

  private weights(): ReadonlyMap<string, number> {
    const weights = Object.entries(this.operation.weights ?? {});
    for (const [role, weight] of weights) {
      const path = [...this.path, 'weights', role];
      this.checkRole(role, path);
      if (!(weight > 0)) this.problems.refuse(path, `found ${weight}, wanted more than 0`);
    }
    return new Map(weights);
  }

  private volumes(): ReadonlyMap<string, number> {
    const volumes = Object.entries(this.operation.volumes ?? {});
    for (const [id, megabytes] of volumes) {
      if (megabytes > 0) continue;
      const path = [...this.path, 'volumes', id];
      this.problems.refuse(path, `found ${megabytes} MB, wanted more than 0`);
    }
    return new Map(volumes.map(([id, megabytes]) => [id, toMilli(megabytes)]));
  }
}
