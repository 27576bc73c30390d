import type { Change, Difference } from '../../sim/session/session-api.ts';
import { element } from '../elements/element.ts';
import { clock } from '../lab/time-words.ts';
import type { SessionClient } from '../worker/session-client.ts';

/** The first decision in which two runs part, and why each decided as it did. */
export interface FirstDifference {
  readonly labels: readonly [string, string];
  readonly difference: Difference | null;
  readonly reasons: readonly [string, string];
}

/**
 * Finds where a run parts from the first one: the other is made a branch of the first's session,
 * so that one engine sees both.
 */
export async function findFirstDifference(
  client: SessionClient,
  labels: readonly [string, string],
  change: Change,
  signal: AbortSignal,
): Promise<FirstDifference> {
  const first = await client.position();
  const answer = await client.fork({ at: 'event', seq: 0 }, change, { signal });
  if (!answer.ok) throw new Error(answer.problems.map(({ message }) => message).join('; '));
  const other = answer.branch.id;
  const difference = await client.firstDifference(first.branch, other, 'offer', { signal });
  if (difference === null) return { labels, difference, reasons: ['', ''] };
  const [here, there] = difference.seq;
  const theirs = await reasonAt(client, other, there, signal);
  const ours = await reasonAt(client, first.branch, here, signal);
  return { labels, difference, reasons: [ours, theirs] };
}

async function reasonAt(
  client: SessionClient,
  branch: number,
  seq: number,
  signal: AbortSignal,
): Promise<string> {
  await client.select(branch, { signal });
  await client.seek({ at: 'event', seq: seq + 1 }, { signal });
  // The event names the agent: of the whole cycle only what was decided there is asked.
  const { agent, count } = await client.events({ from: seq, limit: 1 });
  const of = count > 0 && agent[0] >= 0 ? { agent: agent[0] } : {};
  const why = await client.why({ seq, limit: 1, ...of }, { signal });
  return why?.visits[0]?.sentence ?? '';
}

/**
 * The difference in words.
 * @param links to each run in the lab, right after its decision; none where there is no difference
 */
export function differenceView(
  { labels, difference, reasons }: FirstDifference,
  links: readonly string[],
): HTMLElement {
  const [one, other] = labels;
  if (difference === null) {
    return element('p', {}, `${one} and ${other} made the same offers to the end.`);
  }
  const told = labels.map((label, which) =>
    element(
      'div',
      { class: 'differs' },
      element('h3', {}, label),
      element('p', {}, difference.events[which] ?? 'offers nothing more'),
      reasons[which] === '' ? null : element('p', { class: 'quiet' }, reasons[which]),
      element('p', {}, element('a', { href: links[which] }, `See ${label} here in the lab`)),
    ),
  );
  const [here] = difference.timeUs;
  return element(
    'div',
    {},
    element('p', {}, `${one} and ${other} part at ${clock(here, 3)}:`),
    element('div', { class: 'differs-pair' }, ...told),
  );
}
