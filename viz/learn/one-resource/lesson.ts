import { element } from '../../elements/element.ts';
import type { Unmount } from '../../shell/page.ts';
import { paragraph } from '../../shell/prose.ts';
import { Choice } from '../figures/choice.ts';
import { DivisionBars } from '../figures/division-bars.ts';
import { Gauge } from '../figures/gauge.ts';
import { question } from '../figures/question.ts';
import { Slider } from '../figures/slider.ts';
import { decimalText, percentText } from '../fractions.ts';
import { type Desk, figure, step } from '../lesson.ts';
import { divideBy, poolProblem } from '../pool-problem.ts';
import type { Tasks } from '../tasks.ts';
import { B_ON_ITS_HALF, slotted, swelling } from './problems.ts';

/** Lesson 2: fairness of one resource, and slots, against DRF. */
export function mount({ root, tasks }: Desk): Unmount {
  tasks.add('predict', 'Say what happens to B when A’s tasks swell');
  tasks.add('ruin', 'Make CPU fairness push B below 3 tasks');
  tasks.add('slots', 'Try 3, 4, 5 and 6 slots a node');
  root.append(
    paragraph(
      'Why bother with two resources? Sharing the CPUs equally is simple, and Hadoop’s first fair ' +
        'scheduler was simpler still: it cut every machine into slots and shared those. Both work ' +
        'as long as all tasks are alike. Here is what happens when they are not.',
    ),
    step(
      'Share the CPUs, forget the memory',
      [
        'Twelve CPUs, 24 GB, two users. At first both run tasks of 1 CPU and 1 GB, and each gets ' +
          '6 CPUs. Then A’s tasks start to need more memory. B changes nothing.',
      ],
      question(
        'A’s tasks grow from 1 GB to 4 GB. CPUs are shared equally. What happens to B?',
        [
          {
            label: 'Nothing: B has its CPUs',
            right: false,
            answer:
              'B’s CPUs are free, but its tasks also need a GB each, and A has filled the memory. ' +
              'Move the slider and see.',
          },
          {
            label: 'B loses tasks too',
            right: true,
            answer:
              'Equal CPUs means equal numbers of tasks here. The memory is full after 4.8 tasks ' +
              'each, and B pays for memory that A took.',
          },
          {
            label: 'B gets what A cannot use',
            right: false,
            answer:
              'It should. But CPU fairness holds both at the same number of CPUs, and the memory ' +
              'runs out for both.',
          },
        ],
        () => tasks.done('predict'),
      ),
      swellingFigure(tasks),
      paragraph(
        'CPU fairness does not see memory, so memory costs nothing, and whoever takes most of it ' +
          'wins. DRF charges A for what it really takes. B always keeps at least the 6 tasks it ' +
          'could run on its own half.',
      ),
    ),
    step(
      'Cut the machines into slots',
      [
        'Now 48 machines with 8 CPUs and 6 GB each. Four users run small tasks (1 CPU, 0.5 GB), ' +
          'four run large ones (2 CPUs, 2 GB). A slot holds one task, whatever its size, and ' +
          'slots are shared equally. How many slots should a machine have?',
      ],
      slotsFigure(tasks),
      paragraph(
        'There is no right number. With few slots the machines stand half empty. With many, tasks ' +
          'are promised memory that is not there, and the machines start to swap. Already with 4, ' +
          'a machine that happens to get four large tasks needs 8 of its 6 GB. DRF never hands out ' +
          'what is not there: it counts what a task takes, so it fills 93.8 % of the CPUs and ' +
          '89.6 % of the memory with nothing overcommitted.',
      ),
    ),
  );
  return () => undefined;
}

function swellingFigure(tasks: Tasks): HTMLElement {
  const byCpus = new DivisionBars('Equal CPUs', ['cpus', 'mem']);
  const byDrf = new DivisionBars('DRF', ['cpus', 'mem']);
  const draw = (memory: number): void => {
    const problem = poolProblem(swelling(memory));
    for (const [bars, policy] of [
      [byCpus, 'maxmin:cpus'],
      [byDrf, 'drf'],
    ] as const) {
      const outcome = divideBy(policy, problem);
      const [a, b] = outcome.users;
      const below = b.tasks.toNumber() < B_ON_ITS_HALF;
      const verdict = below ? `, fewer than the ${B_ON_ITS_HALF} on its own half` : '';
      bars.show(
        outcome,
        `A runs ${decimalText(a.tasks)} tasks, B ${decimalText(b.tasks)}${verdict}.`,
      );
      if (policy !== 'drf' && b.tasks.toNumber() < 3) tasks.done('ruin');
    }
  };
  const slider = new Slider(
    { label: 'Memory of a task of A', min: 1, max: 8, value: 1, format: (gb) => `${gb} GB` },
    draw,
  );
  draw(1);
  return figure(
    'The same two users under both rules. Only A’s tasks change.',
    element('div', { class: 'controls wide' }, slider.element),
    element('div', { class: 'side-by-side' }, byCpus.element, byDrf.element),
  );
}

function slotsFigure(tasks: Tasks): HTMLElement {
  const bySlots = [new Gauge('CPUs'), new Gauge('Memory')];
  const byDrf = [new Gauge('CPUs'), new Gauge('Memory')];
  const verdict = element('p', { class: 'answer', role: 'status' });
  const tried = new Set<number>();
  const draw = (slots: number): void => {
    const { utilization, users } = divideBy('slots', poolProblem(slotted(slots)));
    utilization.forEach((part, r) => bySlots[r].show(part.toNumber(), percentText(part)));
    const most = Math.max(...utilization.map((part) => part.toNumber()));
    const large = `a machine full of large tasks needs ${2 * slots} of its 6 GB`;
    verdict.textContent =
      `With ${slots} slots a machine each user runs ${decimalText(users[0].tasks)} tasks; ` +
      (most > 1
        ? 'more is promised than there is.'
        : `${2 * slots > 6 ? large : 'much of the cluster stands empty'}.`);
  };
  const choice = new Choice<number>(
    'Slots on each machine',
    [3, 4, 5, 6].map((slots) => [slots, String(slots)] as const),
    3,
    (slots) => {
      tried.add(slots);
      draw(slots);
      if (tried.size === 4) tasks.done('slots');
    },
  );
  // The first is shown already.
  tried.add(3);
  draw(3);
  divideBy('drf', poolProblem(slotted(1))).utilization.forEach((part, r) =>
    byDrf[r].show(part.toNumber(), percentText(part)),
  );
  const column = (title: string, gauges: readonly Gauge[]): HTMLElement =>
    element(
      'div',
      { class: 'division' },
      element('h3', {}, title),
      element('div', { class: 'bars' }, ...gauges.map((gauge) => gauge.element)),
    );
  return figure(
    'What all running tasks together take of the cluster. The line is all there is.',
    element('div', { class: 'controls wide' }, choice.element),
    element(
      'div',
      { class: 'side-by-side' },
      column('Slots', bySlots),
      column('DRF, whole tasks', byDrf),
    ),
    verdict,
  );
}
