import type { ScenarioDocument } from '../../../sim/scenario/scenario-document.ts';
import { element } from '../../elements/element.ts';
import type { Unmount } from '../../shell/page.ts';
import { paragraph } from '../../shell/prose.ts';
import { EngineRun } from '../engine-run.ts';
import { historyLegend, historyLines } from '../figures/history-lines.ts';
import { question } from '../figures/question.ts';
import { Slider } from '../figures/slider.ts';
import { type Desk, figure, step, table } from '../lesson.ts';
import type { Tasks } from '../tasks.ts';
import {
  CUT_OFF_SECONDS,
  LAUNCH_LOST,
  MASTER_DIES,
  MASTER_DIES_SECONDS,
  agentDies,
} from './scenarios.ts';
import { happenings, longestSilence, lostWork } from './what-happened.ts';

/** Lost work that counts as much, in task seconds: the agent can lose 120. */
const MUCH_SECONDS = 100;

/** Lesson 7: what breaks, who notices, and what repairs it. */
export function mount({ root, tasks }: Desk): Unmount {
  tasks.add('agent', 'Kill the agent when it hurts most: lose more than 100 seconds of work');
  tasks.add('master', 'Say what the tasks do while nobody leads');
  tasks.add('launch', 'Say who finds out that a launch was lost');
  root.append(
    paragraph(
      'Machines die, processes die, messages get lost. A scheduler is worth what it does then. ' +
        'Here are three failures. Each is one line in a plan, and the same seed always gives the ' +
        'same run, event by event, so you can look as often as you like.',
    ),
    step(
      'An agent dies',
      [
        'Four agents with 4 CPUs, a job of 64 tasks of 30 seconds. Agent 0 loses its power for a ' +
          'minute. What it was running is gone. The framework is told, and runs it again elsewhere.',
      ],
      agentFigure(tasks),
    ),
    step(
      'The master fails over',
      [
        'Three masters. One leads, two stand by, and ZooKeeper, a service for just that, says which. ' +
          'After a minute the leader dies.',
      ],
      whileNobodyLeads(tasks),
      masterFigure(),
    ),
    step(
      'A launch is lost',
      [
        'For twenty seconds nothing reaches agent 0, although it can still send. Just then the ' +
          'master sends it four tasks. The master believes that they are about to start. The agent ' +
          'has never heard of them.',
      ],
      whoFindsOut(tasks),
      launchFigure(),
    ),
  );
  return () => undefined;
}

function whileNobodyLeads(tasks: Tasks): HTMLElement {
  return question(
    'Until another master leads, nobody leads. What do the running tasks do?',
    [
      {
        label: 'They are killed and run again',
        right: false,
        answer: 'That would waste their work. Nothing about them is wrong.',
      },
      {
        label: 'They go on',
        right: true,
        answer:
          'Agents and tasks need no master to go on. What stops is offers: nothing new starts ' +
          'until somebody leads.',
      },
    ],
    (right) => {
      if (right) tasks.done('master');
    },
  );
}

function whoFindsOut(tasks: Tasks): HTMLElement {
  return question(
    'Who finds out?',
    [
      {
        label: 'The framework, which waits for its tasks',
        right: false,
        answer: 'A task that is about to start looks the same as a task that never will.',
      },
      {
        label: 'The master, when the agent reports what it runs',
        right: true,
        answer:
          'When its connection is back the agent registers again and lists its tasks. The ' +
          'master compares that list with its own: *reconciliation*. Four are missing, the ' +
          'framework is told, and runs them again.',
      },
      {
        label: 'Nobody',
        right: false,
        answer: 'It would be so without reconciliation. Look at the last lines.',
      },
    ],
    (right) => {
      if (right) tasks.done('launch');
    },
  );
}

function agentFigure(tasks: Tasks): HTMLElement {
  const drawing = element('div');
  const verdict = element('p', { class: 'answer', role: 'status' });
  const draw = (at: number): void => {
    const { run, drawing: lines } = drawnRun(agentDies(at), 240, { atSeconds: at, label: 'crash' });
    const { tasks: count, seconds } = lostWork(run);
    verdict.textContent =
      `${count} tasks are lost with ${Math.round(seconds)} s of work, and run again. The job takes ` +
      `${run.jobSeconds('batch')[0].toFixed(0)} s.`;
    drawing.replaceChildren(lines);
    if (seconds > MUCH_SECONDS) tasks.done('agent');
  };
  const slider = new Slider(
    {
      label: 'The agent dies at',
      min: 5,
      max: 90,
      value: 40,
      format: (at) => `${at} s`,
    },
    draw,
  );
  draw(40);
  return figure(
    'How much of the cluster the tasks hold. Tasks start in waves: at 0 s, 30 s, and so on.',
    element('div', { class: 'controls wide' }, slider.element),
    drawing,
    verdict,
  );
}

function masterFigure(): HTMLElement {
  const rule = { atSeconds: MASTER_DIES_SECONDS, label: 'leader dies' };
  const { run, drawing } = drawnRun(MASTER_DIES, 150, rule);
  const silence = longestSilence(run, MASTER_DIES_SECONDS);
  const text =
    `For ${silence.toFixed(1)} s no offer is made. ${lostWork(run).tasks} tasks are lost. Agents ` +
    'come to the new master with what they run, and the framework asks for the state of its tasks.';
  return figure(
    'Jobs of 10 seconds come every 10 seconds; the gap is the time in which nothing new starts.',
    historyLegend(['batch']),
    drawing,
    element('p', { class: 'answer' }, text),
    story(run, MASTER_DIES_SECONDS),
  );
}

function launchFigure(): HTMLElement {
  const rule = { atSeconds: CUT_OFF_SECONDS, label: 'cut off' };
  const { run, drawing } = drawnRun(LAUNCH_LOST, 120, rule);
  const seconds = run.jobSeconds('batch')[0].toFixed(0);
  return figure(
    'At first only the four tasks on agent 1 run. The other four run when agent 0 is back.',
    drawing,
    element(
      'p',
      { class: 'answer' },
      `The job of 20 s takes ${seconds} s: a lost message costs time, but nothing is forgotten.`,
    ),
    story(run, CUT_OFF_SECONDS),
  );
}

function drawnRun(
  document: ScenarioDocument,
  seconds: number,
  rule: { readonly atSeconds: number; readonly label: string },
): { readonly run: EngineRun; readonly drawing: HTMLElement } {
  const run = new EngineRun(document).until(seconds);
  const { history } = run.session.frame({ history: 120 });
  const drawing = historyLines([{ name: 'batch', values: history?.dominantShare[0] ?? [] }], {
    seconds,
    spanSeconds: (history?.bucketUs ?? 0) / 1e6,
    description: `Dominant share of batch over ${seconds} seconds; ${rule.label} at ${rule.atSeconds} s.`,
    rules: [rule],
  });
  return { run, drawing };
}

/** What happened, in the words of the event log. */
function story(run: EngineRun, fromSeconds: number): HTMLElement {
  const rows = happenings(run, fromSeconds)
    .slice(0, 14)
    .map(({ seconds, times, kind, what }) => [
      `${seconds.toFixed(3)} s`,
      element('code', {}, kind),
      times === 1 ? what : `${what} (${times} times)`,
    ]);
  return element(
    'details',
    {},
    element('summary', {}, 'What happened, event by event'),
    table('Events', ['Time', 'Event', 'Meaning'], rows),
  );
}
