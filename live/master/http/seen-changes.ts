import type { ClusterChange } from '../../../core/feed/cluster-change.ts';
import type { Sight } from '../../security/sight.ts';
import type { MasterSite } from '../master-site.ts';
import type { Standing } from './standing-cluster.ts';

/** What one reader of the page's stream may hear: what is hidden from him is left out. */
export class SeenChanges {
  private readonly site: MasterSite;
  private readonly sight: Sight;
  private readonly hiddenFrameworks = new Set<number>();
  private readonly hiddenTasks = new Set<string>();

  constructor(site: MasterSite, sight: Sight) {
    this.site = site;
    this.sight = sight;
  }

  /** Something that stands; null for what he may not hear of. */
  standing({ change, isSeen }: Standing): ClusterChange | null {
    if (isSeen === null) return this.news(change);
    return isSeen(this.sight) ? change : null;
  }

  /** Something that happened; what there is no record of any more is hidden. */
  news(change: ClusterChange): ClusterChange | null {
    const { master } = this.site.host;
    switch (change.type) {
      case 'FRAMEWORK': {
        const record = master.framework(change.framework);
        const isSeen = record ? this.sight.framework(record.info) : false;
        if (!isSeen) this.hiddenFrameworks.add(change.framework);
        return this.ofFramework(change);
      }
      case 'TASK': {
        const record = master.framework(change.framework)?.tasks.get(change.task);
        const { user = '' } = record?.framework.info ?? {};
        const isSeen = record !== undefined && this.sight.task(record.info, user);
        if (!isSeen) this.hiddenTasks.add(keyOf(change));
        return this.ofTask(change);
      }
      case 'TASK_STATE':
        return this.ofTask(change);
      case 'TASK_FORGOTTEN': {
        const seen = this.ofTask(change);
        this.hiddenTasks.delete(keyOf(change));
        return seen;
      }
      case 'FRAMEWORK_LEFT': {
        const seen = this.ofFramework(change);
        this.hiddenFrameworks.delete(change.framework);
        return seen;
      }
      case 'OFFER':
        return this.ofFramework(change);
      case 'ROLES':
        return { ...change, roles: change.roles.filter(({ role }) => this.sight.role(role)) };
      default:
        return change;
    }
  }

  private ofFramework(change: ClusterChange & { readonly framework: number }) {
    return this.hiddenFrameworks.has(change.framework) ? null : change;
  }

  private ofTask(change: ClusterChange & TaskNamed) {
    return this.hiddenTasks.has(keyOf(change)) ? null : this.ofFramework(change);
  }
}

interface TaskNamed {
  readonly framework: number;
  readonly task: number;
}

function keyOf({ framework, task }: TaskNamed): string {
  return `${framework}/${task}`;
}
