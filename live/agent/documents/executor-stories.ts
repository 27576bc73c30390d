import type { AgentExecutor, AgentTask } from '../../../core/agent/agent-io.ts';
import type { FrameworkInfo } from '../../../core/protocol/framework-info.ts';
import { toMilli } from '../../../core/resources/quantities.ts';
import { Resources } from '../../../core/resources/resources.ts';
import { togetherOf } from '../../mesos/resource-codec.ts';
import type { AgentSite } from '../agent-site.ts';
import { executorText } from '../executor-runner.ts';
import {
  type TaskContainer,
  containerOf,
  executorName,
  mesosTaskOf,
  taskName,
} from '../task-container.ts';

/** An executor as people are shown it: the agent's own are made up of their tasks. */
export interface ExecutorStory {
  readonly framework: FrameworkInfo;
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly container: TaskContainer | null;
  /** What it holds besides its tasks. */
  readonly resources: Resources;
  /** Not over, over, and waiting for the executor. */
  readonly tasks: AgentTask[];
  readonly completed: AgentTask[];
  readonly queued: readonly AgentTask[];
  isLive: boolean;
}

/** What a command executor holds besides its task, as Mesos adds it. */
const OVERHEAD = Resources.scalars(
  new Map([
    ['cpus', toMilli(0.1)],
    ['mem', toMilli(32)],
  ]),
);

/** Characters of a command that stand in its executor's name. */
const COMMAND_LENGTH = 12;

/** All executors that run here or ran, the live ones with what they run. */
export function executorStories(site: AgentSite): ExecutorStory[] {
  const { host, executors } = site;
  const stories = new Map<string, ExecutorStory>();
  for (const executor of executors.all()) {
    stories.set(keyOf(executor.framework, executorText(executor)), storyOfOwn(executor));
  }
  const enter = (task: AgentTask, isLive: boolean): void => {
    const key = keyOf(task.framework, executorName(task));
    let story = stories.get(key);
    if (story === undefined) {
      story = storyOfTask(task);
      stories.set(key, story);
    }
    story.isLive ||= isLive && task.info.executor?.type !== 'CUSTOM';
    if (story.queued.includes(task)) return;
    (task.over ? story.completed : story.tasks).push(task);
  };
  for (const task of host.history.ended) enter(task, false);
  for (const task of host.tasks.values()) enter(task, true);
  return seenOf([...stories.values()], site);
}

/** Without those that whoever looks may not see. */
function seenOf(stories: ExecutorStory[], { sight }: AgentSite): ExecutorStory[] {
  if (sight.isWhole) return stories;
  const seen = stories.filter(
    (one) => sight.framework(one.framework) && sight.executor(one.framework),
  );
  return seen.map((story) => {
    const { user = '' } = story.framework;
    const isSeen = ({ info }: AgentTask): boolean => sight.task(info, user);
    const { tasks, completed, queued } = story;
    return {
      ...story,
      tasks: tasks.filter(isSeen),
      completed: completed.filter(isSeen),
      queued: queued.filter(isSeen),
    };
  });
}

function keyOf({ id }: FrameworkInfo, executor: string): string {
  return `${id}/${executor}`;
}

function storyOfOwn(executor: AgentExecutor): ExecutorStory {
  const id = executorText(executor);
  return {
    ...{ id, name: '', source: id, framework: executor.framework },
    container: containerOf(executor),
    resources: togetherOf(executor.info),
    ...{ tasks: [], completed: [], queued: [...executor.waiting], isLive: true },
  };
}

function storyOfTask(task: AgentTask): ExecutorStory {
  const { framework, info } = task;
  const { executor } = info;
  const source = taskName(task);
  const command = mesosTaskOf(task)?.command?.value ?? '';
  const short =
    command.length <= COMMAND_LENGTH + 3 ? command : `${command.slice(0, COMMAND_LENGTH)}...`;
  const name = `Command Executor (Task: ${source}) (Command: sh -c '${short}')`;
  return {
    ...{ framework, id: executorName(task), source, container: containerOf(task) },
    name: executor === undefined ? name : '',
    resources: executor === undefined ? OVERHEAD : togetherOf(executor),
    ...{ tasks: [], completed: [], queued: [], isLive: false },
  };
}

/** What an executor and its tasks hold now. */
export function heldBy({ resources, tasks, queued }: ExecutorStory): Resources {
  return [...tasks, ...queued].reduce((sum, { info }) => sum.plus(togetherOf(info)), resources);
}
