import type { RunSummary } from '../../sim/session/session-api.ts';
import type { Why, WhyCandidate, WhyVisit } from '../../sim/session/session-pages.ts';
import { element } from '../elements/element.ts';
import { frameworkLabel } from './framework-marks.ts';
import { clock } from './time-words.ts';
import { counted } from './words.ts';

/** The decisions of an allocation cycle: who got what, by which rule, and who was passed over. */
export function whyView(why: Why, summary: RunSummary): HTMLElement {
  const kind = why.periodic ? 'periodic' : 'after an event';
  const title = `Cycle ${why.cycle} at ${clock(why.timeUs, 3)}, ${kind}`;
  const rest = [
    why.moreVisits > 0 ? `${counted(why.moreVisits, 'agent')} more were visited` : null,
    why.unvisited > 0 ? `nobody was left to ask for ${counted(why.unvisited, 'agent')}` : null,
  ].filter((part) => part !== null);
  // The first decision for somebody is the one to look at; else the first.
  const given = why.visits.findIndex(({ candidates }) =>
    candidates.some(({ offered }) => offered !== null),
  );
  const told = Math.max(0, given);
  const nothing =
    why.visits.length === 0 && why.leftOut.length === 0
      ? element('p', { class: 'quiet' }, 'Nothing was free that anybody could be offered.')
      : null;
  return element(
    'div',
    { class: 'why' },
    element('h3', {}, title),
    ...why.visits.map((visit, index) => visitView(visit, summary, index === told)),
    nothing,
    leftOutView(why, summary),
    rest.length === 0 ? null : element('p', { class: 'quiet' }, `${rest.join('; ')}.`),
  );
}

function visitView(visit: WhyVisit, summary: RunSummary, open: boolean): HTMLElement {
  const agent = summary.agents[visit.agent] ?? `agent ${visit.agent}`;
  const facts = `free ${visit.free === '' ? 'nothing' : visit.free} · ${visit.stage}`;
  return element(
    'details',
    { class: 'visit', open },
    element('summary', {}, element('span', { class: 'sentence' }, `${agent}: ${visit.sentence}`)),
    element('p', { class: 'quiet' }, facts),
    candidatesTable(visit.candidates, summary),
  );
}

function candidatesTable(candidates: readonly WhyCandidate[], summary: RunSummary): HTMLElement {
  const names = summary.frameworks.map(({ name }) => name);
  const rows = candidates.map(({ framework, keyText, key, offered, passedOver, detail }) => {
    const verdict =
      offered === null
        ? `passed over: ${passedOver ?? 'no rule'}${detail === null ? '' : ` (${withClocks(detail)})`}`
        : `offered ${offered}`;
    return element(
      'tr',
      { class: offered === null ? null : 'offered' },
      element('th', { scope: 'row' }, frameworkLabel(framework, names)),
      element('td', {}, keyText === '' ? String(Number(key.toPrecision(4))) : keyText),
      element('td', {}, verdict),
    );
  });
  const heads = ['Asked in order', 'Ordered by', 'Verdict'];
  return element(
    'table',
    { class: 'candidates' },
    element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', {}, head)))),
    element('tbody', {}, ...rows),
  );
}

/** `until 590.000294 s` as the clock of the page has it. */
function withClocks(detail: string): string {
  return detail.replace(/\buntil (\d+(?:\.\d+)?) s\b/, (_, seconds: string) => {
    return `until ${clock(Number(seconds) * 1e6, 1)}`;
  });
}

function leftOutView({ leftOut }: Why, summary: RunSummary): HTMLElement | null {
  if (leftOut.length === 0) return null;
  const names = summary.frameworks.map(({ name }) => name);
  const shown = leftOut.slice(0, 12).map(({ framework, rule }) => {
    return element('li', {}, frameworkLabel(framework, names), ` ${rule}`);
  });
  const more = leftOut.length - shown.length;
  if (more > 0) shown.push(element('li', { class: 'quiet' }, `and ${more} more`));
  return element(
    'div',
    { class: 'left-out' },
    element('p', { class: 'quiet' }, 'Not asked in this cycle:'),
    element('ul', {}, ...shown),
  );
}
