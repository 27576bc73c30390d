import { writeResources } from '../../core/resources/resource-notation.ts';
import type { Resources } from '../../core/resources/resources.ts';
import type { Json } from '../output/json.ts';
import { type Mismatch, compareText, mismatchOf, objectOf, unitsDocument } from './mismatch.ts';
import type { SorterHost } from './sorter-host.ts';
import type { Distribution, SorterDoStep, SorterExpectations } from './sorter-script.ts';
import { StepDefect } from './step-defect.ts';

/**
 * Does a step of a sorter script.
 * @throws StepDefect for clients and agents that are not there, or there already, and for what a
 *   client does not hold
 */
export function doSorterStep(sorter: SorterHost, step: SorterDoStep): void {
  switch (step.do) {
    case 'add_client':
      if (sorter.has(step.client)) {
        throw new StepDefect(['client'], `"${step.client}", which was added before`, 'a new one');
      }
      return sorter.add(step.client, step.active);
    case 'remove_client':
      requireClient(sorter, step.client);
      return sorter.remove(step.client);
    case 'activate':
    case 'deactivate':
      requireClient(sorter, step.client);
      return sorter.setActive(step.client, step.do === 'activate');
    case 'set_weight':
      return sorter.setWeight(step.path, step.weight);
    case 'add_agent':
      if (sorter.hasAgent(step.agent)) {
        throw new StepDefect(['agent'], `"${step.agent}", which was added before`, 'a new one');
      }
      return sorter.setTotal(step.agent, step.resources);
    case 'update_agent':
      requireAgent(sorter, step.agent);
      return sorter.setTotal(step.agent, step.resources);
    case 'remove_agent':
      requireAgent(sorter, step.agent);
      return sorter.removeAgent(step.agent);
    case 'allocated':
      requireClient(sorter, step.client);
      return sorter.allocate(step.client, step.agent, step.resources);
    case 'unallocated':
      requireHeld(sorter, step.client, step.agent, step.resources, 'resources');
      return sorter.unallocate(step.client, step.agent, step.resources);
    case 'update_allocation':
      requireHeld(sorter, step.client, step.agent, step.from, 'from');
      return sorter.convert(step.client, step.agent, step.from, step.to);
  }
}

/**
 * Checks what a sorter script expects.
 * @returns one mismatch, `{<name>: …}`, for each that does not hold
 * @throws StepDefect for a client that is not there
 */
export function checkSorter(sorter: SorterHost, expect: SorterExpectations): Mismatch[] {
  const pairs: [name: string, expected: Json, found: Json][] = [];
  const { sort, sort_unordered: unordered, contains, count, allocation } = expect;
  const { allocation_scalars: scalars, total_allocation_scalars: total, distribution } = expect;
  if (sort !== undefined) pairs.push(['sort', sort, sorter.sort()]);
  if (unordered !== undefined) {
    pairs.push(['sort_unordered', sorted(unordered), sorted(sorter.sort())]);
  }
  if (contains !== undefined) {
    const found = [...contains.keys()].map((client) => [client, sorter.has(client)] as const);
    pairs.push(['contains', objectOf(contains), objectOf(found)]);
  }
  if (count !== undefined) pairs.push(['count', count, sorter.count]);
  if (allocation !== undefined) {
    const found = [...allocation.keys()].map((client) => {
      requireClient(sorter, client, ['expect', 'allocation', client]);
      return [client, sorter.allocationOf(client)] as const;
    });
    pairs.push(['allocation', holdingsDocument(allocation), holdingsDocument(found)]);
  }
  if (scalars !== undefined) {
    const found = [...scalars.keys()].map((client) => {
      requireClient(sorter, client, ['expect', 'allocation_scalars', client]);
      return [client, sorter.scalarsOf(client)] as const;
    });
    pairs.push(['allocation_scalars', scalarsDocument(scalars), scalarsDocument(found)]);
  }
  if (total !== undefined) {
    const found = unitsDocument(sorter.scalarsOf());
    pairs.push(['total_allocation_scalars', unitsDocument(total), found]);
  }
  const mismatches = pairs.flatMap(([name, expected, found]) =>
    mismatchOf(expected, found) === null
      ? []
      : [{ expected: { [name]: expected }, found: { [name]: found } }],
  );
  const drawn = distribution === undefined ? null : mismatchOfDistribution(sorter, distribution);
  return drawn === null ? mismatches : [...mismatches, drawn];
}

/** Frequencies of each position over many sorts, against their probabilities. */
function mismatchOfDistribution(sorter: SorterHost, expected: Distribution): Mismatch | null {
  const { samples, tolerance, table } = expected;
  const counts = new Map(Array.from(table, ([client, row]) => [client, row.map(() => 0)]));
  for (let sample = 0; sample < samples; sample++) {
    for (const [position, client] of sorter.sort().entries()) {
      const row = counts.get(client);
      if (row !== undefined && position < row.length) row[position]++;
    }
  }
  const found = Array.from(counts, ([client, row]): [string, number[]] => [
    client,
    row.map((count) => count / samples),
  ]);
  const holds = found.every(([client, row]) => {
    const wanted = table.get(client) ?? [];
    return row.every((frequency, position) => Math.abs(frequency - wanted[position]) <= tolerance);
  });
  if (holds) return null;
  const document = (rows: Json): Json => ({ distribution: { samples, tolerance, table: rows } });
  return { expected: document(objectOf(table)), found: document(objectOf(found)) };
}

function requireClient(
  sorter: SorterHost,
  client: string,
  path: readonly PropertyKey[] = ['client'],
): void {
  if (!sorter.has(client)) throw new StepDefect(path, `"${client}"`, 'a client that is there');
}

function requireAgent(sorter: SorterHost, agent: string): void {
  if (sorter.hasAgent(agent)) return;
  throw new StepDefect(['agent'], `"${agent}"`, 'an agent that is there');
}

function requireHeld(
  sorter: SorterHost,
  client: string,
  agent: string,
  resources: Resources,
  field: string,
): void {
  requireClient(sorter, client);
  const held = sorter.allocationOf(client).get(agent);
  if (held?.contains(resources) === true) return;
  const wanted = `some of ${held === undefined ? 'nothing' : writeResources(held)} held there`;
  throw new StepDefect([field], writeResources(resources), wanted);
}

type Holdings = ReadonlyMap<string, Resources>;

/** Agents of whom a client holds nothing are left out. */
function holdingsDocument(byClient: Iterable<readonly [string, Holdings]>): Json {
  return objectOf(
    Array.from(byClient, ([client, held]) => {
      const agents = [...held].filter(([, resources]) => !resources.isEmpty);
      return [client, objectOf(agents.map(([agent, all]) => [agent, writeResources(all)]))];
    }),
  );
}

function scalarsDocument(byClient: Iterable<readonly [string, ReadonlyMap<string, number>]>): Json {
  return objectOf(Array.from(byClient, ([client, amounts]) => [client, unitsDocument(amounts)]));
}

function sorted(names: readonly string[]): string[] {
  return [...names].sort(compareText);
}
