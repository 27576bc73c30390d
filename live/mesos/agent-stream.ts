/** Where agents open their stream at the master, and what both its ways are made of. */
export const AGENT_STREAM_PATH = '/evenhand/v1/agent';
export const AGENT_STREAM_TYPE = 'application/recordio';
/** Where an operator ends one task: no call of Mesos's. */
export const KILL_TASK_PATH = '/evenhand/v1/kill-task';
