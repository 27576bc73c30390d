import type { ChangeFeed } from '../../../core/feed/change-feed.ts';
import type { ClusterChange } from '../../../core/feed/cluster-change.ts';
import { isTerminal } from '../../../core/protocol/task-states.ts';
import type { TaskStory } from '../history.ts';
import type { MasterSite } from '../master-site.ts';

/** Frameworks that are over and are told of with their last tasks. */
const PAST_FRAMEWORKS = 12;
const PAST_TASKS = 50;

/**
 * All that stands, as a reader who comes has to hear it, bit by bit; and what was over lately, with
 * the times that the machine has no use for.
 */
export function* standingCluster(site: MasterSite, feed: ChangeFeed): Generator<ClusterChange> {
  const { host, history } = site;
  for (const change of feed.standing()) yield withTimes(site, change);
  const t = site.now();
  for (const { id, info, completed } of history.completedFrameworks.slice(-PAST_FRAMEWORKS)) {
    const { name, role, roles = [role] } = info;
    const gone = { framework: id, name, roles, connected: false, suppressed: false };
    yield { t, type: 'FRAMEWORK', ...gone };
    yield* pastTasks(feed, completed, t);
    yield { t, type: 'FRAMEWORK_LEFT', framework: id };
  }
  for (const framework of [...host.master.frameworks]) {
    if (framework) yield* pastTasks(feed, history.framework(framework).completed, t);
  }
}

function* pastTasks(
  feed: ChangeFeed,
  completed: readonly TaskStory[],
  t: number,
): Generator<ClusterChange> {
  for (const story of completed.slice(-PAST_TASKS)) {
    yield { ...feed.records.pastTask(story, t), ...timesOf(story) };
  }
}

function withTimes({ host, history }: MasterSite, change: ClusterChange): ClusterChange {
  if (change.type !== 'TASK') return change;
  const record = host.master.framework(change.framework)?.tasks.get(change.task);
  return record === undefined ? change : { ...change, ...timesOf(history.task(record)) };
}

function timesOf({ statuses, state }: TaskStory): {
  readonly startedUs?: number | undefined;
  readonly endedUs?: number | undefined;
} {
  const startedUs = statuses.find(({ status }) => status.state === 'TASK_RUNNING')?.atUs;
  const endedUs = isTerminal(state) ? statuses.at(-1)?.atUs : undefined;
  return { startedUs, endedUs };
}
