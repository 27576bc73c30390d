import type {
  Inspection,
  InspectionLink,
  InspectionRow,
  InspectionTarget,
} from '../../sim/session/session-pages.ts';
import { span } from '../lab/time-words.ts';
import { amounts, count, counted, percent } from '../lab/words.ts';
import type { ClusterModel } from './cluster-model.ts';
import type { TaskRow } from './task-list.ts';

/** Tasks to which an inspection leads. */
const LINKS_MAX = 8;

/** How a time of the model is written: of the day, or since its start. */
export type TimeText = (us: number) => string;

/** What is known of one thing of a cluster. */
export function inspectModel(
  model: ClusterModel,
  target: InspectionTarget,
  timeText: TimeText,
): Inspection {
  switch (target.kind) {
    case 'agent':
      return agent(model, target.agent);
    case 'framework':
      return framework(model, target.framework);
    case 'task':
      return task(model, target.framework, target.task, timeText);
    case 'offer':
      return offer(model, target.offer, timeText);
    case 'master':
      return {
        title: 'The leading master',
        rows: [row('Policy', model.policy), row('Epoch', String(model.epoch))],
        links: [],
      };
    case 'job':
      return unknown('No such job');
  }
}

function agent(model: ClusterModel, place: number): Inspection {
  const { directory, state } = model;
  const known = directory.agents[place];
  if (known === undefined) return unknown('This agent is gone');
  const { hostname, rack, total } = known;
  const now = state.agents.get(known.id);
  const held = sum([...(now?.holdings.values() ?? [])].map(({ allocated }) => allocated));
  const offered = sum([...(now?.holdings.values() ?? [])].map((one) => one.offered));
  const { resources } = directory;
  return {
    title: hostname,
    rows: [
      row('State', now === undefined ? 'not registered yet' : agentWords(now)),
      row('Number', `S${known.id}`),
      ...(rack === null ? [] : [row('Rack', rack)]),
      row('Has', amounts(total, resources)),
      row('In use', amounts(held, resources)),
      row('Offered', amounts(offered, resources)),
    ],
    links: [
      ...[...(now?.holdings.keys() ?? [])].flatMap((id) => frameworkLink(model, id)),
      ...taskLinks(model, (one) => one.agent === known.id),
    ],
  };
}

function agentWords({ left, isAwaited, connected, mode }: AgentNow): string {
  if (left !== null) return left === 'UNREACHABLE' ? 'unreachable' : 'left for good';
  if (isAwaited) return 'the leader has not heard of it yet';
  const link = connected ? 'connected' : 'disconnected';
  return mode === 'active' ? link : `${link}, ${mode.replaceAll('-', ' ')}`;
}

interface AgentNow {
  readonly left: string | null;
  readonly isAwaited: boolean;
  readonly connected: boolean;
  readonly mode: string;
}

function framework(model: ClusterModel, place: number): Inspection {
  const { directory, state } = model;
  const known = directory.frameworks[place];
  if (known === undefined) return unknown('This framework is gone');
  const now = state.frameworks.get(known.id);
  if (now === undefined) return { title: known.name, rows: [row('State', 'to come')], links: [] };
  const { allocated, offered, counts, connected, suppressed, hasLeft } = now;
  const { share, resource } = state.dominant(allocated);
  const { resources } = directory;
  const of = resource < 0 ? '' : ` (${resources[resource]})`;
  const wish = suppressed ? ', wants no offers' : '';
  return {
    title: known.name,
    rows: [
      row('State', hasLeft ? 'left' : `${connected ? 'connected' : 'no scheduler'}${wish}`),
      row('Roles', known.roles.join(', ')),
      row('Dominant share', `${percent(share)}${of}`),
      row('Holds', amounts(allocated, resources)),
      row('Offered', amounts(offered, resources)),
      row('Tasks', `${count(now.running)} running, ${count(now.staging)} staging`),
      row('Ended', `${count(counts.finished)} finished, ${count(counts.failed)} failed`),
      row(
        'Offers',
        `${count(counts.made)} made, ${count(counts.accepted)} accepted, ` +
          `${count(counts.declined)} declined, ${count(counts.rescinded)} rescinded`,
      ),
    ],
    links: taskLinks(model, (one) => one.framework === known.id),
  };
}

function task(model: ClusterModel, place: number, number: number, timeText: TimeText): Inspection {
  const { directory } = model;
  const owner = directory.frameworks[place];
  const known = owner === undefined ? undefined : model.tasks.get(owner.id, number);
  if (known === undefined) return unknown('This task is forgotten');
  const { launchedUs, startedUs, endedUs } = known;
  const end = Number.isNaN(endedUs) ? model.nowUs : endedUs;
  const agentPlace = directory.agentPlace(known.agent);
  const times = [
    ['Launched', launchedUs],
    ['Started', startedUs],
    ['Ended', endedUs],
  ] as const;
  return {
    title: known.name,
    rows: [
      row('Id', known.id),
      row('State', known.word),
      row('Resources', amounts(known.amounts, directory.resources)),
      ...times.flatMap(([label, us]) => (Number.isNaN(us) ? [] : [row(label, timeText(us))])),
      ...(Number.isNaN(startedUs) ? [] : [row('Ran', span(end - startedUs))]),
    ],
    links: [
      ...frameworkLink(model, known.framework),
      ...(agentPlace < 0
        ? []
        : [
            {
              label: directory.agents[agentPlace].hostname,
              target: { kind: 'agent', agent: agentPlace } as const,
            },
          ]),
    ],
  };
}

function offer(model: ClusterModel, number: number, timeText: TimeText): Inspection {
  const known = model.offers.find(number);
  if (known === undefined) return unknown('This offer is forgotten');
  const { directory } = model;
  const place = directory.agentPlace(known.agent);
  const after = Number.isNaN(known.endedUs) ? '' : ` after ${span(known.endedUs - known.madeUs)}`;
  return {
    title: `Offer ${number}`,
    rows: [
      row('Of', amounts(known.amounts, directory.resources)),
      row('Made', timeText(known.madeUs)),
      row('State', `${known.end}${after}`),
      ...(known.tasks > 0 ? [row('Launched', counted(known.tasks, 'task'))] : []),
    ],
    links: [
      ...frameworkLink(model, known.framework),
      ...(place < 0
        ? []
        : [
            {
              label: directory.agents[place].hostname,
              target: { kind: 'agent', agent: place } as const,
            },
          ]),
    ],
  };
}

function taskLinks(model: ClusterModel, fits: (task: TaskRow) => boolean): InspectionLink[] {
  const latest: TaskRow[] = [];
  for (const one of model.tasks.all()) if (fits(one)) latest.push(one);
  return latest.slice(-LINKS_MAX).map(({ name, framework: id, task: number, state }) => {
    const place = model.directory.frameworkPlace(id);
    return {
      label: `${name} (${state})`,
      target: { kind: 'task', framework: place, task: number },
    };
  });
}

function frameworkLink({ directory }: ClusterModel, id: number): InspectionLink[] {
  const place = directory.frameworkPlace(id);
  if (place < 0) return [];
  return [
    { label: directory.frameworks[place].name, target: { kind: 'framework', framework: place } },
  ];
}

function sum(all: readonly (readonly number[])[]): number[] {
  const total: number[] = [];
  for (const one of all) for (const [r, milli] of one.entries()) total[r] = (total[r] ?? 0) + milli;
  return total;
}

function row(label: string, value: string): InspectionRow {
  return { label, value };
}

function unknown(title: string): Inspection {
  return { title, rows: [], links: [] };
}
