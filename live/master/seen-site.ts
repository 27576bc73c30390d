import type { FrameworkRecord } from '../../core/master/records.ts';
import type { Sight } from '../security/sight.ts';
import type { FrameworkStory, HistoryEvent, MasterHistory } from './history.ts';
import type { MasterSite } from './master-site.ts';

/**
 * A site as one sees it who may not see all. Documents made from it lack what is hidden; sums over
 * all of the cluster stay what they are, as in Mesos.
 */
export function seenSite(site: MasterSite, sight: Sight): MasterSite {
  if (sight.isWhole) return site;
  const { history: whole } = site;
  const seenStory = (story: FrameworkStory): FrameworkStory => {
    const { user = '' } = story.info;
    return { ...story, completed: story.completed.filter(({ info }) => sight.task(info, user)) };
  };
  const history = Object.create(whole, {
    framework: { value: (record: FrameworkRecord) => seenStory(whole.framework(record)) },
    completedFrameworks: {
      get: () => {
        return whole.completedFrameworks.filter(({ info }) => sight.framework(info)).map(seenStory);
      },
    },
  }) as MasterHistory;
  return Object.create(site, {
    history: { value: history },
    sight: { value: sight },
  }) as MasterSite;
}

/** Whether one may hear of an event. */
export function isSeen(site: MasterSite, sight: Sight, event: HistoryEvent): boolean {
  if (sight.isWhole) return true;
  switch (event.type) {
    case 'TASK_ADDED':
    case 'TASK_UPDATED': {
      const { info, frameworkId } = event.task;
      return sight.task(info, site.host.master.framework(frameworkId)?.info.user ?? '');
    }
    case 'FRAMEWORK_ADDED':
    case 'FRAMEWORK_UPDATED':
    case 'FRAMEWORK_REMOVED':
      return sight.framework(event.framework.info);
    case 'AGENT_ADDED':
    case 'AGENT_REMOVED':
      return true;
  }
}
