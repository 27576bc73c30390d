import type { EventNames } from '../../core/protocol/event-record.ts';
import { FAULT_KINDS, FAULT_NAMES, type FaultTarget } from '../faults/fault-spec.ts';
import { nameOf } from '../log/event-names.ts';
import { clusterFrame } from './cluster-frame.ts';
import type { ControlledRun } from './controlled-run.ts';
import { endOf, jobState } from './list-pages.ts';
import type { Position, RunSummary } from './session-api.ts';
import { AGENT_STATES } from './session-frame.ts';
import {
  type Inspection,
  type InspectionLink,
  type InspectionRow,
  type InspectionTarget,
  OFFER_ENDS,
  TASK_STATES,
} from './session-pages.ts';
import { fractionText } from './share-text.ts';

/** Most things of one kind that are linked one by one. */
const MOST_LINKS = 50;

/** What inspections are made from. */
interface Scene {
  readonly run: ControlledRun;
  readonly summary: RunSummary;
  readonly names: EventNames;
}

/** What is known of one thing at the cursor. */
export function inspection(
  run: ControlledRun,
  summary: RunSummary,
  names: EventNames,
  position: Position,
  target: InspectionTarget,
): Inspection {
  const scene = { run, summary, names };
  switch (target.kind) {
    case 'agent':
      return ofAgent(scene, target.agent);
    case 'framework':
      return ofFramework(scene, position, target.framework);
    case 'task':
      return ofTask(scene, target.framework, target.task);
    case 'offer':
      return ofOffer(scene, target.offer);
    case 'job':
      return ofJob(scene, target.job);
    case 'master':
      return ofMaster(scene, target.master);
  }
}

function ofAgent({ run, summary, names }: Scene, agent: number): Inspection {
  const title = nameOf(names.agents, agent, 'agent');
  if (agent < 0 || agent >= summary.agents.length) return unknown(title);
  const columns = run.agents.columns();
  const width = summary.resources.length;
  const amounts = (of: Float64Array): string => amountsText(summary, of, agent * width);
  const rack = summary.agentRack[agent];
  const links: InspectionLink[] = [];
  const { tasks } = run.watch;
  for (let row = tasks.count - 1; row >= 0 && links.length < MOST_LINKS; row--) {
    if (tasks.agent.at(row) !== agent || !Number.isNaN(tasks.endedUs.at(row))) continue;
    links.push(taskLink(names, tasks.framework.at(row), tasks.task.at(row)));
  }
  return {
    title,
    rows: [
      { label: 'state', value: AGENT_STATES[columns.state[agent]] },
      ...(rack < 0 ? [] : [{ label: 'rack', value: summary.racks[rack] }]),
      { label: 'total', value: amounts(summary.agentTotals) },
      { label: 'free', value: amounts(columns.free) },
      { label: 'offered', value: amounts(columns.offered) },
      { label: 'allocated', value: amounts(columns.allocated) },
      { label: 'containers', value: `${columns.running[agent]}` },
      ...faultRows(run, 'agent', agent),
    ],
    links,
  };
}

function ofFramework(
  { run, summary, names }: Scene,
  position: Position,
  framework: number,
): Inspection {
  const title = nameOf(names.frameworks, framework, 'framework');
  const about = summary.frameworks[framework];
  const { frameworks: columns } = clusterFrame(run, summary, position, { frameworks: true });
  if (about === undefined || columns === null) return unknown(title);
  const width = summary.resources.length;
  const dominant = columns.dominantResource[framework];
  const held = columns.allocated[framework * width + dominant];
  const share =
    dominant < 0
      ? '0'
      : `${fractionText(held, summary.capacity[dominant])} (${summary.resources[dominant]})`;
  const yesNo = (flag: number): string => (flag === 1 ? 'yes' : 'no');
  const counts = [
    `${columns.offersMade[framework]} made`,
    `${columns.offersAccepted[framework]} accepted`,
    `${columns.offersDeclined[framework]} declined`,
    `${columns.offersRescinded[framework]} rescinded`,
  ];
  const waiting = columns.waiting[framework];
  return {
    title,
    rows: [
      { label: 'kind', value: about.kind },
      { label: 'role', value: summary.roles[about.role]?.path ?? 'none' },
      { label: 'weight', value: `${about.weight}` },
      { label: 'connected', value: yesNo(columns.connected[framework]) },
      { label: 'dominant share', value: share },
      { label: 'allocated', value: amountsText(summary, columns.allocated, framework * width) },
      { label: 'offered', value: amountsText(summary, columns.offered, framework * width) },
      { label: 'running', value: `${columns.running[framework]}` },
      ...(waiting < 0 ? [] : [{ label: 'waiting', value: `${waiting} tasks` }]),
      { label: 'wants more', value: yesNo(columns.backlogged[framework]) },
      { label: 'suppressed', value: yesNo(columns.suppressed[framework]) },
      { label: 'offers', value: counts.join(', ') },
      ...faultRows(run, 'framework', framework),
    ],
    links: [],
  };
}

function ofTask({ run, names }: Scene, framework: number, task: number): Inspection {
  const { tasks } = run.watch;
  const title = `task ${task} of ${nameOf(names.frameworks, framework, 'framework')}`;
  const row = tasks.rowOf(framework, task);
  if (row < 0) return unknown(title);
  const agent = tasks.agent.at(row);
  const job = tasks.job.at(row);
  const jobName = names.jobs[framework]?.[job];
  return {
    title,
    rows: [
      { label: 'state', value: TASK_STATES[tasks.state.at(row)] },
      ...(jobName === undefined ? [] : [{ label: 'job', value: jobName }]),
      timeRow('launched', tasks.launchedUs.at(row)),
      timeRow('running since', tasks.startedUs.at(row)),
      timeRow('over since', tasks.endedUs.at(row)),
    ].filter(({ value }) => value !== ''),
    links: [agentLink(names, agent), frameworkLink(names, framework)],
  };
}

function ofOffer({ run, summary, names }: Scene, offer: number): Inspection {
  const { offers } = run.watch;
  const title = `offer ${offer}`;
  const row = offers.rowOf(offer);
  if (row < 0) return unknown(title);
  const amounts = summary.resources.map(
    (name, r) => `${name}:${offers.resources[r].at(row) / 1000}`,
  );
  return {
    title,
    rows: [
      { label: 'state', value: OFFER_ENDS[offers.end.at(row)] },
      { label: 'resources', value: amounts.join(';') },
      timeRow('made', offers.madeUs.at(row)),
      timeRow('ended', offers.endedUs.at(row)),
      timeRow('filter until', offers.filterUntilUs.at(row)),
      { label: 'tasks launched', value: `${offers.tasks.at(row)}` },
    ].filter(({ value }) => value !== ''),
    links: [agentLink(names, offers.agent.at(row)), frameworkLink(names, offers.framework.at(row))],
  };
}

function ofJob({ run, names }: Scene, job: number): Inspection {
  const { workload } = run.experiment;
  const title = workload.jobs.names[job] ?? `job ${job}`;
  if (job < 0 || job >= workload.jobs.count) return unknown(title);
  return {
    title,
    rows: [
      { label: 'state', value: jobState(run, job) },
      timeRow('submitted', workload.jobs.submitUs[job]),
      timeRow('first task', run.cluster.jobs.startUs[job]),
      timeRow('over', endOf(run, job)),
      { label: 'tasks running', value: `${run.watch.runningIn[job]}` },
      { label: 'tasks finished', value: `${run.watch.finishedIn[job]}` },
    ].filter(({ value }) => value !== ''),
    links: [frameworkLink(names, workload.jobs.framework[job])],
  };
}

function ofMaster({ run, summary }: Scene, master: number): Inspection {
  const title = `master ${master}`;
  if (master < 0 || master >= summary.masters) return unknown(title);
  const { masters } = run.cluster;
  const machine = masters.machine(master);
  const agents = machine?.agents.filter((agent) => agent?.connected === true).length ?? 0;
  return {
    title,
    rows: [
      { label: 'leads', value: machine === null ? 'no' : 'yes' },
      { label: 'epoch', value: `${masters.epoch(master)}` },
      { label: 'agents connected', value: `${agents}` },
      { label: 'open offers', value: `${machine?.offers.size ?? 0}` },
      { label: 'allocation cycles', value: `${machine?.allocator.cycles ?? 0}` },
      ...faultRows(run, 'master', master),
    ],
    links: [],
  };
}

function unknown(title: string): Inspection {
  return { title, rows: [], links: [] };
}

/** What is broken about it at the moment. */
function faultRows({ cluster }: ControlledRun, target: FaultTarget, one: number): InspectionRow[] {
  const kinds = FAULT_NAMES.filter(
    (kind) => FAULT_KINDS[kind].target === target && cluster.faults.has(kind, one),
  );
  return kinds.map((kind) => ({ label: 'fault', value: `${kind}: ${FAULT_KINDS[kind].says}` }));
}

/** Empty where it has not happened. */
function timeRow(label: string, us: number): InspectionRow {
  return { label, value: Number.isNaN(us) ? '' : `${us / 1e6} s` };
}

function amountsText({ resources }: RunSummary, amounts: Float64Array, from: number): string {
  return resources.map((name, r) => `${name}:${amounts[from + r] / 1000}`).join(';');
}

function agentLink({ agents }: EventNames, agent: number): InspectionLink {
  return { label: nameOf(agents, agent, 'agent'), target: { kind: 'agent', agent } };
}

function frameworkLink({ frameworks }: EventNames, framework: number): InspectionLink {
  const label = nameOf(frameworks, framework, 'framework');
  return { label, target: { kind: 'framework', framework } };
}

function taskLink({ frameworks }: EventNames, framework: number, task: number): InspectionLink {
  const label = `task ${task} of ${nameOf(frameworks, framework, 'framework')}`;
  return { label, target: { kind: 'task', framework, task } };
}
