import type { Placement } from '../../../core/division/problem.ts';
import { OFFER_ENDS } from '../../../sim/session/session-pages.ts';
import { button, element } from '../../elements/element.ts';
import type { Unmount } from '../../shell/page.ts';
import { paragraph } from '../../shell/prose.ts';
import { EngineRun, meanOf } from '../engine-run.ts';
import { Choice } from '../figures/choice.ts';
import { offerLanes } from '../figures/offer-lanes.ts';
import { question } from '../figures/question.ts';
import { type Desk, figure, step, table } from '../lesson.ts';
import type { Tasks } from '../tasks.ts';
import { fragmentation } from './fragmentation.ts';
import { TWO_FRAMEWORKS, WAITING, starvation } from './scenarios.ts';

/** Lesson 5: offers, declines and filters, and what waits behind them. */
export function mount({ root, tasks }: Desk): Unmount {
  tasks.add('offers', 'Watch one agent being offered to both frameworks');
  tasks.add('predict', 'Say why small waits');
  tasks.add('cure', 'Make the jobs of small take 5 seconds');
  root.append(
    paragraph(
      'So far somebody knew what everybody wants. Mesos, whose rules this engine follows, does not. ' +
        'Programs that run tasks, such as Hadoop, are *frameworks* and plan for themselves. The ' +
        'machines are *agents*. A *master* between them *offers* what is free on an agent, and the ' +
        'framework says what it takes. From here on everything you see is the engine itself, ' +
        'running in this page.',
    ),
    step(
      'What a framework sees',
      [
        'One agent with 4 CPUs and 4 GB. Framework 1 wants a task of 2 CPUs and 1 GB and another ' +
          'of 1 CPU and 2 GB. Framework 2 wants one of 1 CPU and 1 GB. The master offers the *whole* ' +
          'agent to one framework; what is not used is offered on.',
      ],
      offersFigure(tasks),
    ),
    step(
      'Decline, and be left alone for a while',
      [
        'A framework that cannot use an offer declines it, with a *filter*: do not offer me this ' +
          'agent again for so many seconds. Mesos’s default is 5.',
        `Two agents. *resident* holds most of their memory. ${WAITING} frameworks, big1 to ` +
          `big${WAITING}, wait for more memory than is left, and decline. *small* submits a job of ` +
          '5 seconds every 10 seconds, and there is room for it all the time.',
      ],
      whySmallWaits(tasks),
      filterFigure(tasks),
      paragraph(
        'A framework that has nothing to do should not decline for ever: it can *suppress* offers, ' +
          'and *revive* them, which clears its filters too, when work comes.',
      ),
    ),
    step(
      'Coarse offers and what does not fit',
      [
        'An offer is a whole agent, and tasks are whole. 48 agents with 4 CPUs and 14 GB; job 1 ' +
          'runs tasks of 1 CPU and 10 GB, job 2 of 1 CPU and 1 GB. By the numbers both should end ' +
          'with 74 % of what they live on. How near they come depends on *where* tasks are put.',
      ],
      placementFigure(),
    ),
  );
  return () => undefined;
}

function whySmallWaits(tasks: Tasks): HTMLElement {
  return question(
    'Filters last 5 seconds. The jobs of small take almost three times as long as they should. Why?',
    [
      {
        label: 'There is too little room',
        right: false,
        answer: 'There is room for 6 of its tasks at any time. Nobody else uses it.',
      },
      {
        label: 'The others hold nothing, so they come first',
        right: true,
        answer:
          'By fairness who holds least is asked first: twelve frameworks that hold nothing. ' +
          'They decline one after another, one each second, and when the last has declined ' +
          'the filter of the first is over.',
      },
      {
        label: 'small declines too often',
        right: false,
        answer: 'It takes what it can use. It is hardly ever asked while it has work.',
      },
    ],
    (right) => {
      if (right) tasks.done('predict');
    },
  );
}

function offersFigure(tasks: Tasks): HTMLElement {
  const run = new EngineRun(TWO_FRAMEWORKS);
  const list = element('div', { 'aria-live': 'polite' });
  const draw = (): void => {
    const page = run.session.offers({ fromUs: 0, toUs: 30e6, limit: 8 });
    const rows = Array.from({ length: page.count }, (_, row) => [
      `${(page.madeUs[row] / 1e6).toFixed(3)} s`,
      run.summary.frameworks[page.framework[row]].name,
      `${page.resources[row * 2] / 1000} CPUs, ${page.resources[row * 2 + 1] / 1_024_000} GB`,
      OFFER_ENDS[page.end[row]],
      String(page.tasks[row]),
    ]);
    const head = ['Time', 'offered to', 'what', 'answer', 'tasks launched'];
    list.replaceChildren(
      rows.length === 0 ? element('p', {}, 'No offer yet.') : table('Offers', head, rows),
    );
    if (page.framework.includes(1)) tasks.done('offers');
  };
  const next = button(
    'Next second',
    () => {
      run.session.advance({ to: 'cycle' });
      run.until(run.session.position().timeUs / 1e6 + 0.1);
      draw();
    },
    { class: 'primary' },
  );
  draw();
  return figure(
    'The offers of the master, as they were answered.',
    element('div', { class: 'row' }, next),
    list,
  );
}

function filterFigure(tasks: Tasks): HTMLElement {
  const drawing = element('div');
  const verdict = element('p', { class: 'answer', role: 'status' });
  const draw = (refuse: number): void => {
    const run = new EngineRun(starvation(refuse)).until(150);
    const seconds = meanOf(run.jobSeconds('small'));
    verdict.textContent =
      `With filters of ${refuse} s a job of small takes ${seconds.toFixed(1)} s on average; ` +
      'alone it would take 5.0 s.';
    const page = run.session.offers({ fromUs: 20e6, toUs: 60e6, limit: 1000 });
    const lanes = ['small', 'big1', 'big2', 'big6', 'big12'].map((name) => ({
      name,
      framework: run.framework(name),
    }));
    drawing.replaceChildren(offerLanes(page, { lanes, fromSeconds: 20, toSeconds: 60 }));
    if (seconds < 5.1) tasks.done('cure');
  };
  const choice = new Choice<number>(
    'A declined offer is refused for',
    [1, 5, 30, 120].map((seconds) => [seconds, `${seconds} s`] as const),
    5,
    draw,
  );
  draw(5);
  return figure(
    'Forty seconds of offers to small and to four of the twelve: full circles were accepted, ' +
      'crosses declined. The line behind a cross is its filter.',
    element('div', { class: 'controls wide' }, choice.element),
    drawing,
    verdict,
  );
}

function placementFigure(): HTMLElement {
  const said = element('p', { class: 'answer', role: 'status' });
  const draw = (placement: Placement): void => {
    const { tasks, parts } = fragmentation(placement);
    said.textContent =
      `Job 1 runs ${tasks[0]} tasks and holds ${parts[0]} of the memory, job 2 runs ${tasks[1]} ` +
      `and holds ${parts[1]} of the CPUs.`;
  };
  const choice = new Choice<Placement>(
    'A task goes to the agent',
    [
      ['first-fit', 'first in the list'],
      ['best-fit', 'that is fullest'],
      ['worst-fit', 'that is emptiest'],
    ],
    'first-fit',
    draw,
  );
  draw('first-fit');
  return figure(
    'First and best fit give the 71 % and 75 % that the DRF paper measured on its prototype.',
    element('div', { class: 'controls wide' }, choice.element),
    said,
  );
}
