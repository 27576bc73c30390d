import { button, element } from '../../elements/element.ts';
import type { Unmount } from '../../shell/page.ts';
import { paragraph } from '../../shell/prose.ts';
import { question } from '../figures/question.ts';
import { type Desk, figure, step, table } from '../lesson.ts';
import type { Tasks } from '../tasks.ts';
import { CASES, INSTANCES, type Measured, NODES, measure } from './scenario.ts';

/** Lesson 8: a short wait for the right place, the Mesos paper's four bars. */
export function mount({ root, tasks, context }: Desk): Unmount {
  tasks.add('predict', 'Say how long to wait');
  tasks.add('run', 'Run the four cases');
  root.append(
    paragraph(
      'A task that reads its data from the disk beside it is fast; over the network it is slow. The ' +
        'data lies on three machines out of many. An offer from another machine comes now, an ' +
        'offer from the right one comes later. Take it, or wait?',
    ),
    step(
      'Sixteen Hadoops, 93 machines',
      [
        'Sixteen copies of Hadoop share 93 machines and each scans a large file, whose blocks lie on ' +
          'three random machines each. If every copy has machines of its own, five or six, a block ' +
          'lies on one of them only with a chance of 1 − (15/16)³, *17.6 %*.',
        'If they share all machines by offers, each may run anywhere, and may *decline* an offer ' +
          'from a machine without its data for a moment. That is delay scheduling.',
      ],
      question(
        'A map takes 5 seconds at its data and 9.5 elsewhere. A machine has 4 slots. How long ' +
          'must one wait to run nine maps of ten at their data?',
        [
          {
            label: 'About a second',
            right: true,
            answer:
              'Slots free up all the time: with 4 slots and tasks of 5 seconds, each machine has one ' +
              'free every 1.25 seconds, and three machines have the data.',
          },
          {
            label: 'About five seconds, a task’s length',
            right: false,
            answer:
              'That is long enough for almost all. But on three machines with four slots each ' +
              'something becomes free much sooner.',
          },
          {
            label: 'A minute',
            right: false,
            answer: 'By then the work would be done. Slots become free every second or so.',
          },
        ],
        () => tasks.done('predict'),
      ),
      barsFigure(tasks, context.left),
      paragraph(
        'A second of waiting is enough, because nobody waits for one particular machine for long. ' +
          'Sharing alone already helps: a framework that can run anywhere is more often where its ' +
          'data is. The order of the bars is the paper’s, their heights not quite: theirs were real ' +
          'Hadoops on EC2, with disks and networks that this page does not have.',
      ),
    ),
  );
  return () => undefined;
}

function barsFigure(tasks: Tasks, left: AbortSignal): HTMLElement {
  const measured = new Map<string, Measured>();
  const bars = element('div', { class: 'paper-bars' });
  const numbers = element('div', { 'aria-live': 'polite' });
  const draw = (): void => {
    bars.replaceChildren(
      ...CASES.map(({ name, label, paper }) => bar(label, measured.get(name), paper.local)),
    );
    const rows = CASES.map(({ name, label, paper }) => {
      const found = measured.get(name);
      return [
        label,
        found === undefined ? '' : `${(found.local * 100).toFixed(1)} %`,
        `${paper.local} %`,
        found === undefined ? '' : `${found.seconds.toFixed(1)} s`,
        found === undefined ? '' : ratio(found, measured.get('static')),
        (CASES[0].paper.seconds / paper.seconds).toFixed(2),
      ];
    });
    const head = ['', 'Local', 'paper', 'Job time', 'Times as fast', 'paper'];
    numbers.replaceChildren(table('Delay scheduling, measured and published', head, rows));
  };
  const run = button('Run the four cases', () => void runAll(), { class: 'primary' });
  const runAll = async (): Promise<void> => {
    run.disabled = true;
    measured.clear();
    for (const one of CASES) {
      const found = await measure(one, left);
      if (found === null) return;
      measured.set(one.name, found);
      draw();
    }
    run.disabled = false;
    run.textContent = 'Run again: the same seed, the same numbers';
    tasks.done('run');
  };
  draw();
  return figure(
    `Maps that run where their data is: ${INSTANCES} frameworks on ${NODES} machines, in this page. ` +
      'The black line is figure 8 of the Mesos paper.',
    element('div', { class: 'row' }, run),
    bars,
    numbers,
  );
}

function ratio(found: Measured, first: Measured | undefined): string {
  return first === undefined ? '' : (first.seconds / found.seconds).toFixed(2);
}

function bar(label: string, found: Measured | undefined, paper: number): HTMLElement {
  const percent = (found?.local ?? 0) * 100;
  const fill = element('div', { class: 'gauge-fill' });
  fill.style.width = `${percent.toFixed(2)}%`;
  const words = found === undefined ? 'not run yet' : `${percent.toFixed(1)} % local`;
  const aria = `${label}: ${words}; paper ${paper} %`;
  const track = element('div', { class: 'bar-track gauge', role: 'img', 'aria-label': aria }, fill);
  track.style.setProperty('--line', `${paper}%`);
  return element(
    'div',
    { class: 'bar' },
    element('span', { class: 'bar-label' }, label),
    track,
    element('span', { class: 'bar-value' }, found === undefined ? '' : `${percent.toFixed(1)} %`),
  );
}
