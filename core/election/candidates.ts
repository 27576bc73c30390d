/** A candidate's node is called this and its counter: its content is JSON (Mesos's `json.info`). */
export const CANDIDATE_LABEL = 'json.info_';

/** The parent's counter as ZooKeeper writes it. Older labels (`info_`) are not looked at. */
const CANDIDATE = /^json\.info_(\d{10})$/;

/**
 * Number of a leadership: the sequence number of the leader's node. Whoever leads later has a
 * higher one, as long as the election's path is not deleted and made anew.
 */
export type Epoch = number;

/** @returns the sequence number in a node's name, null when it is no candidate's */
export function epochOf(name: string): Epoch | null {
  const match = CANDIDATE.exec(name);
  return match === null ? null : Number(match[1]);
}

/** @returns the smallest sequence number among the names, null when none is a candidate's */
export function smallestEpoch(names: readonly string[]): Epoch | null {
  let smallest: Epoch | null = null;
  for (const name of names) {
    const epoch = epochOf(name);
    if (epoch !== null && (smallest === null || epoch < smallest)) smallest = epoch;
  }
  return smallest;
}

/** The node of a candidate under the election's path. */
export function candidatePath(path: string, epoch: Epoch): string {
  return `${path}/${CANDIDATE_LABEL}${String(epoch).padStart(10, '0')}`;
}

/** A path and those above it, from the top: `/a/b` gives `/a`, `/a/b`. */
export function pathsDownTo(path: string): string[] {
  const paths: string[] = [];
  for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1)) {
    paths.push(path.slice(0, end));
  }
  paths.push(path);
  return paths;
}
