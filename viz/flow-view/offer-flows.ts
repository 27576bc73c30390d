import { OFFER_ENDS, type OfferEndName, type OfferPage } from '../../sim/session/session-pages.ts';

/** The offers of a group's agents to a framework in a span of time. */
export interface OfferFlow {
  readonly framework: number;
  readonly group: number;
  /** Offers made; by {@link OFFER_ENDS} what became of them. */
  readonly made: number;
  readonly ends: Int32Array;
  /** Declined with a filter, and when the last filter is over; NaN without one. */
  readonly filtered: number;
  readonly filterUntilUs: number;
  /** What happened last, and when. */
  readonly latest: OfferEndName;
  readonly latestFiltered: boolean;
  readonly atUs: number;
}

type Growing = { -readonly [key in keyof OfferFlow]: OfferFlow[key] };

/**
 * The offers of a page by framework and group of agents, in that order. Offers of agents that are in
 * no group, or to a framework from `frameworks` on, are left out.
 */
export function offerFlows(
  page: OfferPage,
  groupOf: Int32Array,
  groups: number,
  frameworks: number,
): OfferFlow[] {
  const flows = new Map<number, Growing>();
  for (let row = 0; row < page.count; row++) {
    const [framework, agent] = [page.framework[row], page.agent[row]];
    const group = agent < 0 ? -1 : groupOf[agent];
    if (group < 0 || framework < 0 || framework >= frameworks) continue;
    const key = framework * groups + group;
    const flow = flows.get(key) ?? begun(framework, group);
    flows.set(key, flow);
    count(flow, page, row);
  }
  return [...flows.keys()]
    .toSorted((one, other) => one - other)
    .flatMap((key) => flows.get(key) ?? []);
}

function begun(framework: number, group: number): Growing {
  return {
    ...{ framework, group, made: 0, ends: new Int32Array(OFFER_ENDS.length), filtered: 0 },
    filterUntilUs: Number.NaN,
    ...{ latest: 'open', latestFiltered: false, atUs: Number.NEGATIVE_INFINITY },
  };
}

function count(flow: Growing, page: OfferPage, row: number): void {
  const endedUs = page.endedUs[row];
  const atUs = Number.isNaN(endedUs) ? page.madeUs[row] : endedUs;
  const untilUs = page.filterUntilUs[row];
  const end = OFFER_ENDS[page.end[row]];
  const isFiltered = end === 'declined' && !Number.isNaN(untilUs);
  flow.made++;
  flow.ends[page.end[row]]++;
  if (isFiltered) flow.filtered++;
  if (!Number.isNaN(untilUs) && !(untilUs <= flow.filterUntilUs)) flow.filterUntilUs = untilUs;
  if (atUs < flow.atUs) return;
  flow.atUs = atUs;
  flow.latest = end;
  flow.latestFiltered = isFiltered;
}

/** Several flows as one: those of a framework, or of a group. */
export interface FlowSum {
  readonly made: number;
  readonly ends: Int32Array;
  readonly filtered: number;
  /** When something happened last; -Infinity for never. */
  readonly atUs: number;
}

export function sumOf(flows: readonly OfferFlow[]): FlowSum {
  const ends = new Int32Array(OFFER_ENDS.length);
  let [made, filtered, atUs] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const flow of flows) {
    made += flow.made;
    filtered += flow.filtered;
    atUs = Math.max(atUs, flow.atUs);
    for (const [end, some] of flow.ends.entries()) ends[end] += some;
  }
  return { made, ends, filtered, atUs };
}

/** `21 made, 12 accepted`: what fits beside a picture. */
export function flowBrief({ made, ends }: FlowSum): string {
  return `${made} made, ${ends[OFFER_ENDS.indexOf('accepted')]} accepted`;
}

/** `21 made: 12 accepted, 6 declined (4 with a filter), 3 open`; what never was is left out. */
export function flowInWords({ made, ends, filtered }: FlowSum | OfferFlow): string {
  if (made === 0) return 'no offers';
  const parts = OFFER_ENDS.flatMap((name, end) => {
    if (ends[end] === 0) return [];
    const more = name === 'declined' && filtered > 0 ? ` (${filtered} with a filter)` : '';
    return [`${ends[end]} ${name}${more}`];
  });
  // What is not answered yet comes last.
  if (ends[0] > 0) parts.push(parts.shift() ?? '');
  return `${made} made: ${parts.join(', ')}`;
}
