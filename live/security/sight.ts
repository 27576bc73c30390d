import type { TaskInfo } from '../../core/protocol/tasks.ts';
import { isJsonObject } from '../mesos/json.ts';
import { carriedBy } from '../mesos/task-codec.ts';
import { type Acls, type Action, NO_ACLS } from './acls.ts';

const LOOKS: readonly Action[] = [
  ...(['view_frameworks', 'view_tasks', 'view_executors', 'view_roles'] as const),
  ...(['get_quotas', 'view_flags'] as const),
];

/** What somebody may see: what he may not is left out of what he is shown. */
export class Sight {
  /** Whether nothing is left out. */
  readonly isWhole: boolean;
  private readonly acls: Acls;
  private readonly principal: string | null;

  constructor(acls: Acls, principal: string | null) {
    this.acls = acls;
    this.principal = principal;
    this.isWhole = LOOKS.every((action) => acls.allowsEach(action, principal));
  }

  framework({ user = '' }: { readonly user?: string }): boolean {
    return this.isWhole || this.may('view_frameworks', user);
  }

  /** Whether the executors of a framework's user may be seen. */
  executor({ user = '' }: { readonly user?: string }): boolean {
    return this.isWhole || this.may('view_executors', user);
  }

  /** @param user of its framework */
  task(info: TaskInfo, user: string): boolean {
    return this.isWhole || this.may('view_tasks', userOfTask(info, user));
  }

  role(name: string): boolean {
    return this.isWhole || this.may('view_roles', name);
  }

  quota(role: string): boolean {
    return this.isWhole || this.may('get_quotas', role);
  }

  get flags(): boolean {
    return this.isWhole || this.may('view_flags', null);
  }

  private may(action: Action, object: string | null): boolean {
    return this.acls.allows(action, this.principal, object);
  }
}

/** Of those who may see all. */
export const WHOLE_SIGHT: Sight = new Sight(NO_ACLS, null);

const users = new WeakMap<TaskInfo, string | null>();

/** Whom a task runs as: its command's user, its executor's, or its framework's. */
export function userOfTask(info: TaskInfo, frameworkUser: string): string {
  const known = users.get(info);
  if (known !== undefined) return known ?? frameworkUser;
  const { command, executor } = carriedBy(info);
  const own = userOf(command) ?? userOf(isJsonObject(executor) ? executor['command'] : undefined);
  users.set(info, own);
  return own ?? frameworkUser;
}

function userOf(command: unknown): string | null {
  const user = isJsonObject(command) ? command['user'] : undefined;
  return typeof user === 'string' && user !== '' ? user : null;
}
