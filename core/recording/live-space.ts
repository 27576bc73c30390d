import { ResourceSpace } from '../resources/resource-space.ts';

/**
 * The names that are counted as plain quantities in a live cluster, the same at every agent and
 * master. Resources of other names are objects, and do not count in shares.
 */
export const LIVE_SPACE: ResourceSpace = new ResourceSpace(['cpus', 'mem', 'disk', 'gpus']);
