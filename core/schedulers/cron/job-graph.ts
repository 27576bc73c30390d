/** A job and the jobs it waits for. */
export interface Dependent {
  readonly name: string;
  readonly parents?: readonly string[];
}

/**
 * Orders jobs so that parents come before children, otherwise as they are given.
 * @returns the jobs, or what is wrong: a name given twice, a parent that is none of them, or a
 *   cycle, with the jobs on it
 */
export function parentsFirst<Job extends Dependent>(jobs: readonly Job[]): Job[] | string {
  const byName = new Map<string, Job>();
  for (const job of jobs) {
    if (byName.has(job.name)) return `found job "${job.name}" twice, wanted different names`;
    byName.set(job.name, job);
  }
  for (const { name, parents = [] } of jobs) {
    const strange = parents.find((parent) => !byName.has(parent));
    if (strange !== undefined) return `found parent "${strange}" of ${name}, wanted a job`;
  }
  const ordered: Job[] = [];
  const done = new Set<string>();
  for (const job of jobs) {
    const cycle = visit(job, byName, done, ordered);
    if (cycle !== null)
      return `found jobs that wait for each other: ${cycle.join(' -> ')}, wanted no cycle`;
  }
  return ordered;
}

/** Places a job behind its parents; @returns the cycle it is on, or null. */
function visit<Job extends Dependent>(
  first: Job,
  byName: ReadonlyMap<string, Job>,
  done: Set<string>,
  ordered: Job[],
): string[] | null {
  // By hand: a chain of jobs may be longer than a stack is deep.
  const path: { job: Job; next: number }[] = [{ job: first, next: 0 }];
  const onPath = new Set([first.name]);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const { job, next } = top;
    const parent = done.has(job.name) ? undefined : job.parents?.[next];
    if (parent === undefined) {
      if (!done.has(job.name)) ordered.push(job);
      done.add(job.name);
      onPath.delete(job.name);
      path.pop();
      continue;
    }
    top.next++;
    if (onPath.has(parent)) {
      const names = path.map((step) => step.job.name);
      return [...names.slice(names.indexOf(parent)), parent];
    }
    const parentJob = byName.get(parent);
    if (parentJob === undefined || done.has(parent)) continue;
    path.push({ job: parentJob, next: 0 });
    onPath.add(parent);
  }
  return null;
}
