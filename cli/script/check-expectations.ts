import type { Milli } from '../../core/resources/quantities.ts';
import { writeResources } from '../../core/resources/resource-notation.ts';
import { Resources } from '../../core/resources/resources.ts';
import type { Json } from '../output/json.ts';
import type { AllocatorHost } from './allocator-host.ts';
import { type Mismatch, compareText, mismatchOf, objectOf, unitsDocument } from './mismatch.ts';
import type {
  Expectations,
  Grant,
  HeldNow,
  HeldTotals,
  InverseOffer,
  InverseOfferStatus,
} from './script.ts';

/** How far a metric may be from its value. */
const METRIC_TOLERANCE = 1e-6;

/**
 * Checks everything an expectation names, at the same moment; those about offers look at the same
 * window, which they close.
 * @returns one mismatch, `{<name>: …}`, for each that does not hold
 */
export function checkExpectations(host: AllocatorHost, expect: Expectations): Mismatch[] {
  const checks: Check[] = [
    ...offerChecks(host, expect),
    ...inverseChecks(host, expect),
    ...stateChecks(host, expect),
  ];
  return checks.flatMap(({ name, mismatch }) =>
    mismatch === null
      ? []
      : [{ expected: { [name]: mismatch.expected }, found: { [name]: mismatch.found } }],
  );
}

/** Offers and inverse offers that no step has looked at. */
export function uncheckedOffers(host: AllocatorHost): Mismatch[] {
  return checkExpectations(host, { offers: [], inverse_offers: [] });
}

interface Check {
  readonly name: keyof Expectations;
  readonly mismatch: Mismatch | null;
}

function offerChecks({ log }: AllocatorHost, expect: Expectations): Check[] {
  const checks: Check[] = [];
  const { offers, offers_one_of: several, offer_totals: totals, offer_agents: agents } = expect;
  const { count_per_framework: counted } = expect;
  const window = log.window();
  if (offers !== undefined) {
    const mismatch = mismatchOf(grantsDocument(offers), grantsDocument(window));
    checks.push({ name: 'offers', mismatch });
  }
  if (several !== undefined) {
    checks.push({ name: 'offers_one_of', mismatch: mismatchOfAll(several, window) });
  }
  if (totals !== undefined) {
    checks.push({ name: 'offer_totals', mismatch: mismatchOfTotals(totals, window) });
  }
  if (agents !== undefined) {
    const mismatch = mismatchOf(sorted(agents), sorted(new Set(window.map(({ agent }) => agent))));
    checks.push({ name: 'offer_agents', mismatch });
  }
  if (counted !== undefined) {
    const since = log.since(counted.since);
    const found = [...counted.counts.keys()].map((id): [string, number] => [
      id,
      since.filter(({ framework }) => framework === id).length,
    ]);
    const mismatch = mismatchOf(objectOf(counted.counts), objectOf(found));
    checks.push({ name: 'count_per_framework', mismatch });
  }
  if (checks.length > 0) log.close();
  return checks;
}

function inverseChecks(host: AllocatorHost, expect: Expectations): Check[] {
  const checks: Check[] = [];
  const { log } = host;
  const { inverse_offers: asked, inverse_statuses: answers } = expect;
  if (asked !== undefined) {
    const mismatch = mismatchOf(askedDocument(asked), askedDocument(log.inverseWindow()));
    checks.push({ name: 'inverse_offers', mismatch });
    log.closeInverse();
  }
  if (answers !== undefined) {
    const mismatch = mismatchOf(statusesDocument(answers), statusesDocument(answersOf(host)));
    checks.push({ name: 'inverse_statuses', mismatch });
  }
  return checks;
}

function stateChecks(host: AllocatorHost, expect: Expectations): Check[] {
  const checks: Check[] = [];
  const { held, metrics, known_roles: roles, allocation_runs: runs } = expect;
  if (held !== undefined) checks.push({ name: 'held', mismatch: mismatchOfHeld(host, held) });
  if (metrics !== undefined) {
    const found = host.allocator.metrics(host.nowUs);
    checks.push({ name: 'metrics', mismatch: mismatchOfMetrics(metrics, found) });
  }
  if (roles !== undefined) {
    const mismatch = mismatchOf(sorted(roles), sorted(host.allocator.knownRoles()));
    checks.push({ name: 'known_roles', mismatch });
  }
  if (runs !== undefined) {
    checks.push({ name: 'allocation_runs', mismatch: mismatchOf(runs, host.cycles) });
  }
  return checks;
}

/** Offers for people: pieces for the same framework, role and agent added, in order of names. */
function grantsDocument(grants: readonly Grant[]): Json {
  const byPlace = new Map<string, Grant>();
  for (const grant of grants) {
    const place = JSON.stringify([grant.framework, grant.role, grant.agent]);
    const before = byPlace.get(place)?.resources ?? Resources.EMPTY;
    byPlace.set(place, { ...grant, resources: before.plus(grant.resources) });
  }
  return [...byPlace]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { framework, role, agent, resources }]) => ({
      ...{ framework, role, agent },
      resources: writeResources(resources),
    }));
}

function mismatchOfAll(
  several: readonly (readonly Grant[])[],
  window: readonly Grant[],
): Mismatch | null {
  const found = grantsDocument(window);
  const expected = several.map(grantsDocument);
  const holds = expected.some((one) => mismatchOf(one, found) === null);
  return holds ? null : { expected, found: [found] };
}

/** Totals of those that are named, and of those that were offered something though they are not. */
function mismatchOfTotals(
  totals: ReadonlyMap<string, HeldTotals>,
  window: readonly Grant[],
): Mismatch | null {
  const found: [string, Json][] = [];
  const named = [...totals.keys()];
  for (const id of new Set([...named, ...window.map(({ framework }) => framework)])) {
    const { agents, quantities } = totals.get(id) ?? { agents: 0, quantities: new Map() };
    const offers = window.filter(({ framework }) => framework === id);
    const sum = sumOf(offers.map(({ resources }) => resources));
    const fields: [string, Json][] = [];
    if (agents !== undefined) fields.push(['agents', agentsOf(offers).length]);
    if (quantities !== undefined) fields.push(['quantities', unitsDocument(sum)]);
    found.push([id, objectOf(fields)]);
  }
  const expected = [...totals].map(([id, total]): [string, Json] => [id, totalDocument(total)]);
  return mismatchOf(objectOf(expected), objectOf(found));
}

function mismatchOfHeld(host: AllocatorHost, held: ReadonlyMap<string, HeldNow>): Mismatch | null {
  const found = [...held].map(([id, { agents, quantities }]): [string, Json] => {
    const entries = host.ledger.heldBy(id);
    const fields: [string, Json][] = [];
    if (agents !== undefined) {
      const on = agentsOf(entries);
      fields.push(['agents', typeof agents === 'number' ? on.length : sorted(on)]);
    }
    if (quantities !== undefined) {
      const sum = sumOf(entries.map(({ offered, used }) => offered.plus(used)));
      fields.push(['quantities', unitsDocument(sum)]);
    }
    return [id, objectOf(fields)];
  });
  const expected = [...held].map(([id, one]): [string, Json] => [id, totalDocument(one)]);
  return mismatchOf(objectOf(expected), objectOf(found));
}

function mismatchOfMetrics(
  metrics: ReadonlyMap<string, number | null>,
  known: ReadonlyMap<string, number>,
): Mismatch | null {
  const found = [...metrics.keys()].map((name): [string, Json] => [name, known.get(name) ?? null]);
  const expected = objectOf(metrics);
  const holds = [...metrics].every(([name, value]) => {
    const actual = known.get(name);
    if (actual === undefined || value === null) return actual === undefined && value === null;
    return Math.abs(actual - value) <= METRIC_TOLERANCE;
  });
  return holds ? null : { expected, found: objectOf(found) };
}

function totalDocument({ agents, quantities }: HeldTotals | HeldNow): Json {
  const fields: [string, Json][] = [];
  if (agents !== undefined)
    fields.push(['agents', typeof agents === 'number' ? agents : sorted(agents)]);
  if (quantities !== undefined) fields.push(['quantities', unitsDocument(quantities)]);
  return objectOf(fields);
}

/** Thousandths by name over all lists. */
function sumOf(lists: readonly Resources[]): ReadonlyMap<string, Milli> {
  const sum = new Map<string, Milli>();
  for (const list of lists) {
    for (const [name, milli] of list.quantities()) sum.set(name, (sum.get(name) ?? 0) + milli);
  }
  return sum;
}

function agentsOf(places: readonly { readonly agent: string }[]): string[] {
  return [...new Set(places.map(({ agent }) => agent))];
}

function askedDocument(asked: readonly InverseOffer[]): Json {
  return asked
    .map(({ framework, agent }) => ({ framework, agent }))
    .sort((a, b) => compareText(a.framework, b.framework) || compareText(a.agent, b.agent));
}

type Answers = ReadonlyMap<string, ReadonlyMap<string, InverseOfferStatus>>;

function answersOf(host: AllocatorHost): Answers {
  const answers = new Map<string, ReadonlyMap<string, InverseOfferStatus>>();
  for (const [agent, statuses] of host.allocator.inverseOfferStatuses()) {
    const byFramework = [...statuses].map(
      ([id, status]) => [host.frameworkName(id), status] as const,
    );
    answers.set(host.agentName(agent), new Map(byFramework));
  }
  return answers;
}

function statusesDocument(byAgent: Answers): Json {
  return objectOf([...byAgent].map(([agent, answers]) => [agent, objectOf(answers)]));
}

function sorted(names: Iterable<string>): string[] {
  return [...names].sort(compareText);
}
