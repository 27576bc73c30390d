import { z } from 'zod';

import { SettingError } from './setting-error.ts';

/** Mesos's actions (`acls.proto`), and how each names what is acted on. */
const OBJECTS = {
  register_frameworks: 'roles',
  run_tasks: 'users',
  teardown_frameworks: 'framework_principals',
  register_agents: 'agents',
  reserve_resources: 'roles',
  unreserve_resources: 'reserver_principals',
  create_volumes: 'roles',
  destroy_volumes: 'creator_principals',
  resize_volumes: 'roles',
  get_quotas: 'roles',
  update_quotas: 'roles',
  update_weights: 'roles',
  view_roles: 'roles',
  view_frameworks: 'users',
  view_tasks: 'users',
  view_executors: 'users',
  access_sandboxes: 'users',
  access_mesos_logs: 'logs',
  view_flags: 'flags',
  get_endpoints: 'paths',
  set_log_level: 'level',
  update_maintenance_schedules: 'machines',
  get_maintenance_schedules: 'machines',
  start_maintenances: 'machines',
  stop_maintenances: 'machines',
  get_maintenance_statuses: 'machines',
  mark_agents_gone: 'agents',
  drain_agents: 'agents',
  deactivate_agents: 'agents',
  reactivate_agents: 'agents',
  prune_images: 'images',
  launch_nested_containers: 'users',
  launch_nested_container_sessions: 'users',
  kill_nested_containers: 'users',
  wait_nested_containers: 'users',
  remove_nested_containers: 'users',
  attach_containers_input: 'users',
  attach_containers_output: 'users',
  view_containers: 'users',
  launch_standalone_containers: 'users',
  kill_standalone_containers: 'users',
  wait_standalone_containers: 'users',
  remove_standalone_containers: 'users',
  view_standalone_containers: 'users',
  view_resource_providers: 'resource_providers',
  modify_resource_provider_configs: 'resource_providers',
  mark_resource_providers_gone: 'resource_providers',
} as const;

/** Of no resource providers, nested or standalone containers is there one here: they are read. */
export type Action = keyof typeof OBJECTS;

const entitySchema = z
  .strictObject({
    type: z.enum(['SOME', 'ANY', 'NONE']).default('SOME'),
    values: z.array(z.string()).default([]),
  })
  .refine(({ type, values }) => type !== 'SOME' || values.length > 0, {
    error: 'found neither values nor a type of ANY or NONE',
  });

type Entity = z.infer<typeof entitySchema>;

/** One rule: whom it is about, and what. */
interface Rule {
  readonly subjects: Entity;
  readonly objects: Entity;
}

/** Somebody or something that is asked about: by a name, or in general. */
type Asked = string | null;

/**
 * Who may do what (`mesos-semantics` part 25). Rules of an action are looked at in order; the first
 * whose subjects and objects both fit decides, and `permissive` where none does.
 */
export class Acls {
  private readonly rules: ReadonlyMap<string, readonly Rule[]>;
  private readonly isPermissive: boolean;

  constructor(rules: ReadonlyMap<string, readonly Rule[]>, isPermissive: boolean) {
    this.rules = rules;
    this.isPermissive = isPermissive;
  }

  /** Whether an action is refused to anybody, so that it has to be asked about. */
  isRestricted(action: Action): boolean {
    return !this.isPermissive || this.rules.has(action);
  }

  /**
   * @param principal null for one without a name, who is let in where ANY is
   * @param object null where all of them are meant
   */
  allows(action: Action, principal: Asked, object: Asked): boolean {
    for (const { subjects, objects } of this.rules.get(action) ?? []) {
      if (fits(principal, subjects) && fits(object, objects)) {
        return isAmong(principal, subjects) && isAmong(object, objects);
      }
    }
    return this.isPermissive;
  }

  /** Whether no object is refused to one: {@link allows} asks of it in general, this of each. */
  allowsEach(action: Action, principal: Asked): boolean {
    for (const { subjects, objects } of this.rules.get(action) ?? []) {
      if (!fits(principal, subjects)) continue;
      if (objects.type === 'NONE' || !isAmong(principal, subjects)) return false;
      if (objects.type === 'ANY') return true;
    }
    return this.isPermissive;
  }
}

/** All may do all. */
export const NO_ACLS: Acls = new Acls(new Map(), true);

/** Whether a rule is about one: NONE is about everybody, whom it refuses. */
function fits(asked: Asked, { type, values }: Entity): boolean {
  if (type !== 'SOME') return true;
  return asked !== null && values.some((value) => isMeant(asked, value));
}

/** Whether a rule that fits lets one in. */
function isAmong(asked: Asked, entity: Entity): boolean {
  return entity.type === 'ANY' || (entity.type === 'SOME' && fits(asked, entity));
}

/** `a/%` means all roles below `a`. */
function isMeant(asked: string, value: string): boolean {
  if (!value.endsWith('/%')) return asked === value;
  const parent = value.slice(0, -1);
  return asked.startsWith(parent) && asked.length > parent.length;
}

/**
 * Reads ACLs in Mesos's form: `{"permissive": …, "run_tasks": [{"principals": …, "users": …}]}`.
 * @param where names the file in errors
 * @throws SettingError
 */
export function parseAcls(text: string, where: string): Acls {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingError(`${where}: ${reason}, wanted {"permissive": …, "run_tasks": […]}`);
  }
  const read = aclsSchema().safeParse(document);
  if (!read.success) {
    const [{ path, message }] = read.error.issues;
    throw new SettingError(`${where}: ${path.map(String).join('.') || 'ACLs'}: ${message}`);
  }
  const { permissive, ...actions } = read.data;
  const rules = Object.entries(actions).flatMap(([action, said]) => {
    if (!isAction(action) || !Array.isArray(said)) return [];
    return [[action, said.map((one) => ruleOf(action, one))] as const];
  });
  return new Acls(new Map(rules), permissive);
}

function isAction(name: string): name is Action {
  return name in OBJECTS;
}

function aclsSchema() {
  const actions = Object.entries(OBJECTS).map(([action, objects]) => {
    const rule = z.strictObject({ principals: entitySchema, [objects]: entitySchema });
    return [action, z.array(rule).optional()] as const;
  });
  const permissive = z.boolean().default(true);
  return z.strictObject({ permissive, ...Object.fromEntries(actions) });
}

function ruleOf(action: Action, said: Readonly<Record<string, Entity>>): Rule {
  return { subjects: said['principals'], objects: said[OBJECTS[action]] };
}
