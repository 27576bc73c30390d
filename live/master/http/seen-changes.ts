import type { ClusterChange } from '../../../core/feed/cluster-change.ts';
import type { Sight } from '../../security/sight.ts';
import type { MasterSite } from '../master-site.ts';

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

  /**
   * Null for what he may not hear of.
   * @param stands told of what stands: what there is no record of was looked at before
   */
  seen(change: ClusterChange, stands: boolean): ClusterChange | null {
    switch (change.type) {
      case 'FRAMEWORK': {
        const info = this.site.host.master.framework(change.framework)?.info;
        const isSeen = info ? this.sight.framework(info) : stands;
        if (!isSeen) this.hiddenFrameworks.add(change.framework);
        return this.ofFramework(change);
      }
      case 'ROLES':
        return { ...change, roles: change.roles.filter(({ role }) => this.sight.role(role)) };
      case 'TASK': {
        const record = this.site.host.master.framework(change.framework)?.tasks.get(change.task);
        const { user = '' } = record?.framework.info ?? {};
        const key = `${change.framework}/${change.task}`;
        const isSeen = record ? this.sight.task(record.info, user) : stands;
        if (!isSeen) this.hiddenTasks.add(key);
        return this.ofTask(change);
      }
      case 'TASK_STATE':
        return this.ofTask(change);
      case 'TASK_FORGOTTEN': {
        const seen = this.ofTask(change);
        this.hiddenTasks.delete(`${change.framework}/${change.task}`);
        return seen;
      }
      case 'FRAMEWORK_LEFT': {
        const seen = this.ofFramework(change);
        this.hiddenFrameworks.delete(change.framework);
        return seen;
      }
      case 'OFFER':
        return this.ofFramework(change);
      default:
        return change;
    }
  }

  private ofFramework<Change extends { readonly framework: number }>(change: Change) {
    return this.hiddenFrameworks.has(change.framework) ? null : change;
  }

  private ofTask<Change extends { readonly framework: number; readonly task: number }>(
    change: Change,
  ) {
    const isHidden = this.hiddenTasks.has(`${change.framework}/${change.task}`);
    return isHidden ? null : this.ofFramework(change);
  }
}
