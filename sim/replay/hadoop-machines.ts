import { NONE, TaskKind } from '../../traces/hadoop/hadoop-columns.ts';
import type { HadoopTrace } from '../../traces/hadoop/hadoop-trace.ts';
import type { PlannedMachine } from './hadoop-plan.ts';
import { mostAtOnce } from './most-at-once.ts';

/**
 * The machines that ran something, each with as many slots as it ran attempts at once.
 * @param shared maps and reduces take the same slots
 */
export function machinesOf({ attempts, tasks }: HadoopTrace, shared: boolean): PlannedMachine[] {
  const maps = new Map<number, [number, number][]>();
  const reduces = new Map<number, [number, number][]>();
  for (let row = 0; row < attempts.count; row++) {
    const host = attempts.host[row];
    if (host === NONE || !(attempts.finishMs[row] >= attempts.startMs[row])) continue;
    const isReduce = tasks.kind[attempts.task[row]] === TaskKind.REDUCE && !shared;
    const lists = isReduce ? reduces : maps;
    const list = lists.get(host) ?? [];
    list.push([attempts.startMs[row], attempts.finishMs[row]]);
    lists.set(host, list);
  }
  const hosts = [...new Set([...maps.keys(), ...reduces.keys()])].sort((a, b) => a - b);
  const slots = (list: [number, number][] | undefined): number =>
    list === undefined ? 0 : mostAtOnce(list);
  const machines = hosts.map((host) => ({
    mapSlots: slots(maps.get(host)),
    reduceSlots: shared ? null : slots(reduces.get(host)),
  }));
  // A log that does not say where maps or reduces ran: on one machine more, one of each at a time.
  const hasSlots = maps.size > 0 && (shared || reduces.size > 0);
  return hasSlots ? machines : [...machines, { mapSlots: 1, reduceSlots: shared ? null : 1 }];
}
