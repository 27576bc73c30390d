import type { FrameworkView, TaskView } from '../../live/client/cluster-view.ts';
import { UsageError } from '../errors.ts';
import { shortId } from './operator-command.ts';

/**
 * Ids of the frameworks that a user names, by id, its end or name: several may share a name. One
 * that is gone is known by its id alone.
 * @throws UsageError where there is none
 */
export function frameworkNamed(frameworks: readonly FrameworkView[], name: string): string[] {
  const found = frameworks.filter((one) => {
    return one.id === name || one.id.endsWith(`-${name}`) || one.name === name;
  });
  if (found.length > 0) return found.map(({ id }) => id);
  if (/-\d{4,}$/.test(name)) return [name];
  const known = frameworks.map((one) => `${shortId(one.id)} (${one.name})`).join(', ');
  throw new UsageError(
    `framework: found "${name}", wanted one of ${known === '' ? 'none' : known}`,
  );
}

/**
 * The task that a user names: by its id, or its name where one task alone has it. Of several with
 * one id the one that is not over is meant.
 * @throws UsageError for one that is not there, or several
 */
export function taskNamed(
  tasks: readonly TaskView[],
  name: string,
  frameworks: readonly string[] | null,
): TaskView {
  const within = tasks.filter(({ framework }) => frameworks?.includes(framework) !== false);
  const byId = within.filter(({ id }) => id === name);
  const found = byId.length > 0 ? byId : within.filter((task) => task.name === name);
  const live = found.filter(({ completed }) => !completed);
  const meant = live.length > 0 ? live : found.slice(-1);
  if (found.length === 0) {
    throw new UsageError(`task: found "${name}", wanted one that evenhand tasks --all lists`);
  }
  if (meant.length > 1) {
    const owners = meant.map(({ id, framework }) => `${id} of ${shortId(framework)}`).join(', ');
    throw new UsageError(
      `task: found ${meant.length} tasks named "${name}" (${owners}), wanted --framework besides`,
    );
  }
  return meant[0];
}
