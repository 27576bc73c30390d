import agentsWiped from '../../sim/scenarios/agents-wiped.yaml?raw';
import chronos2015 from '../../sim/scenarios/chronos-2015.yaml?raw';
import duplicateMessages from '../../sim/scenarios/duplicate-messages.yaml?raw';
import filterStarvation from '../../sim/scenarios/filter-starvation.yaml?raw';
import hadoopDay from '../../sim/scenarios/hadoop-day.yaml?raw';
import hadoopHour from '../../sim/scenarios/hadoop-hour.yaml?raw';
import lossyNetwork from '../../sim/scenarios/lossy-network.yaml?raw';
import lostLaunch from '../../sim/scenarios/lost-launch.yaml?raw';
import lostUpdate from '../../sim/scenarios/lost-update.yaml?raw';
import masterFailover from '../../sim/scenarios/master-failover.yaml?raw';
import partition from '../../sim/scenarios/partition.yaml?raw';
import pausedMaster from '../../sim/scenarios/paused-master.yaml?raw';
import quotaChurn from '../../sim/scenarios/quota-churn.yaml?raw';
import rackOutage from '../../sim/scenarios/rack-outage.yaml?raw';
import rollingMaintenance from '../../sim/scenarios/rolling-maintenance.yaml?raw';
import schedulerFailover from '../../sim/scenarios/scheduler-failover.yaml?raw';
import slowAgent from '../../sim/scenarios/slow-agent.yaml?raw';
import stragglers from '../../sim/scenarios/stragglers.yaml?raw';
import twoMasters from '../../sim/scenarios/two-masters.yaml?raw';
import unreachableService from '../../sim/scenarios/unreachable-service.yaml?raw';
import zookeeperQuorum from '../../sim/scenarios/zookeeper-quorum.yaml?raw';
import facebookDay from '../../traces/samples/facebook-like-day.tsv.gz?url';
import facebookHour from '../../traces/samples/facebook-like-hour.tsv?url';
import tpchHour from '../../traces/samples/tpch-like-hour.eventlog.gz?url';

/** A scenario that comes with Evenhand. */
export interface ShippedScenario {
  /** Its file's name without the ending: what links call it. */
  readonly id: string;
  /** As its file has it. */
  readonly text: string;
}

/** In the order in which they are offered: calm ones first, then what breaks. */
export const SHIPPED_SCENARIOS: readonly ShippedScenario[] = [
  { id: 'hadoop-hour', text: hadoopHour },
  { id: 'hadoop-day', text: hadoopDay },
  { id: 'quota-churn', text: quotaChurn },
  { id: 'filter-starvation', text: filterStarvation },
  { id: 'stragglers', text: stragglers },
  { id: 'rack-outage', text: rackOutage },
  { id: 'agents-wiped', text: agentsWiped },
  { id: 'rolling-maintenance', text: rollingMaintenance },
  { id: 'slow-agent', text: slowAgent },
  { id: 'partition', text: partition },
  { id: 'unreachable-service', text: unreachableService },
  { id: 'lossy-network', text: lossyNetwork },
  { id: 'duplicate-messages', text: duplicateMessages },
  { id: 'lost-launch', text: lostLaunch },
  { id: 'lost-update', text: lostUpdate },
  { id: 'scheduler-failover', text: schedulerFailover },
  { id: 'master-failover', text: masterFailover },
  { id: 'paused-master', text: pausedMaster },
  { id: 'two-masters', text: twoMasters },
  { id: 'zookeeper-quorum', text: zookeeperQuorum },
  { id: 'chronos-2015', text: chronos2015 },
];

const TRACES: ReadonlyMap<string, string> = new Map([
  ['facebook-like-day.tsv.gz', facebookDay],
  ['facebook-like-hour.tsv', facebookHour],
  ['tpch-like-hour.eventlog.gz', tpchHour],
]);

/** Where the trace of a path can be had, if it is one of the samples; null for another. */
export function sampleTrace(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return path.includes('traces/samples/') ? (TRACES.get(name) ?? null) : null;
}

/** What the comment at the head of a scenario says. */
export function aboutScenario(text: string): string {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('#')) break;
    lines.push(line.replace(/^#\s?/, ''));
  }
  const [first] = lines.join('\n').split(/\n\s*\n/);
  return (first ?? '').replaceAll('\n', ' ').replaceAll('`', '').trim();
}
