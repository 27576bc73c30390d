import { ZooKeeperEnsemble, hasZooKeeper } from '../support/zookeeper-server.ts';
import { type Benchmark, type BenchmarkResult, rounded } from './benchmark.ts';
import { FailoverCluster, type FailoverTimes } from './models/live-failover.ts';

const AGENTS = 200;
/** Of each agent, running when the leader is killed. */
const TASKS = 5;
/** Mesos's `--zk_session_timeout`, and shorter ones for who wants to be quicker. */
const SESSIONS_MS: readonly number[] = [10_000, 4_000, 2_000];

/** How soon a real cluster has its master back, beside what Mesos's authors measured. */
export const liveFailover: Benchmark = {
  name: 'live-failover',
  summary: `the leading master of ${AGENTS} agents is killed: time until all are back, and offers`,
  run: async () => (hasZooKeeper ? measured() : skipped()),
};

const COLUMNS = [
  'session, s',
  'another leads',
  'framework back',
  'first offers',
  'all agents back',
];

function skipped(): BenchmarkResult {
  const notes = ["Found no ZooKeeper; Debian's package zookeeper is what this runs."];
  return { columns: COLUMNS, rows: [], notes };
}

async function measured(): Promise<BenchmarkResult> {
  const ensemble = await ZooKeeperEnsemble.start(1);
  const runs: { readonly sessionMs: number; readonly times: FailoverTimes }[] = [];
  try {
    for (const sessionMs of SESSIONS_MS) {
      const zk = `zk://${ensemble.addresses.join(',')}/session-${sessionMs}`;
      const cluster = await FailoverCluster.start(zk, sessionMs, AGENTS, TASKS);
      try {
        runs.push({ sessionMs, times: await cluster.killLeader() });
      } finally {
        await cluster.end();
      }
    }
  } finally {
    await ensemble.end();
  }
  const seconds = (ms: number): number => rounded(ms / 1000);
  const rest = runs.map(({ times }) => seconds(times.agentsMs - times.leaderMs));
  const kept = runs.map(({ times }) => `${times.tasksKept} of ${times.tasks}`);
  return {
    columns: COLUMNS,
    rows: runs.map(({ sessionMs, times: { leaderMs, frameworkMs, offersMs, agentsMs } }) => {
      return [sessionMs / 1000, ...[leaderMs, frameworkMs, offersMs, agentsMs].map(seconds)];
    }),
    notes: [
      'Seconds after SIGKILL of the leader; three masters as processes, one ZooKeeper server, and ' +
        `${AGENTS} agents of one process over loopback, whose containers are timers.`,
      `From the new leader's election until the last agent is back: ${rest.join(', ')} s; the ` +
        "rest is ZooKeeper's session timeout, which has to run out.",
      `Tasks that were kept: ${kept.join(', ')}.`,
      'Mesos, as its paper has it (NSDI 2011, 200 agents, 4,000 on them): 4 to 8 s.',
    ],
  };
}
