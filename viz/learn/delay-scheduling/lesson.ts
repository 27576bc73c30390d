import { button, element } from '../../elements/element.ts';
import type { Unmount } from '../../shell/page.ts';
import { paragraph } from '../../shell/prose.ts';
import { question } from '../figures/question.ts';
import { type Desk, figure, step, table } from '../lesson.ts';
import type { Tasks } from '../tasks.ts';
import { Choice } from '../figures/choice.ts';
import { CASES, EIGHTH, type Measured, type Scale, WHOLE, measure } from './scenario.ts';

/** Lesson 8: a short wait for the right place, the Mesos paper's four bars. */
export function mount({ root, tasks, context }: Desk): Unmount {
  tasks.add('predict', 'Say how long to wait');
  tasks.add('run', 'Run the four cases');
  root.append(
    paragraph(
      'A task that reads its data from the disk beside it is fast; over the network it is slow. The ' +
        'data lies on three machines out of many. A slot on another machine is free now, a slot on ' +
        'the right one will be free later. Take it, or wait?',
    ),
    step(
      'Sixteen Hadoops, 93 machines',
      [
        'Hadoop cuts a file into blocks, keeps each block on three machines, and reads each with one ' +
          'task, a *map*. Sixteen copies of Hadoop share 93 machines with four slots each, and each ' +
          'copy reads a file of its own.',
        'If every copy has five or six machines to itself, a block lies on one of them only with a ' +
          'chance of 1 − (15/16)³, *17.6 %*. If all share all machines by offers, each may run ' +
          'anywhere, and may *decline* an offer from a machine without its data for a while. That is ' +
          '*delay scheduling*.',
      ],
      question(
        'A map takes 9.5 seconds beside its block and 18 elsewhere. How long must a framework wait ' +
          'to run nine maps of ten beside their blocks?',
        [
          {
            label: 'About a second',
            right: true,
            answer:
              'With four slots and tasks of 9.5 seconds, each machine has a free slot every 2.4 ' +
              'seconds. A framework has many blocks to read, on most machines: almost every slot that ' +
              'becomes free is a good one for somebody.',
          },
          {
            label: 'About ten seconds, a task’s length',
            right: false,
            answer:
              'That is what it takes if you wait for one particular slot. But any of four slots on ' +
              'any machine with any of your blocks will do, and one of them is free much sooner.',
          },
          {
            label: 'A minute',
            right: false,
            answer: 'By then the work would be done. Slots become free all the time.',
          },
        ],
        () => tasks.done('predict'),
      ),
      barsFigure(tasks, context.left),
      paragraph(
        'Sharing alone already helps: who can run anywhere is more often where its data is. A second ' +
          'of waiting does the rest, because nobody waits for one particular machine for long.',
      ),
      paragraph(
        'With an eighth of the data the bars are the paper’s to two points. With *all 100 GB* the job ' +
          'times are the paper’s to a tenth, and one bar differs: after a second of waiting 99 % are ' +
          'local here and 92 % there. Their machines had disks, networks and slow tasks that this page ' +
          'has not. It also takes what the Mesos of 2010 did: it offered a slot the moment its task ' +
          'ended, and so to the framework that then had least, which was the same one again. Today’s ' +
          'hands out slots once a second; they change hands, and with all the data 91 % would be local ' +
          'without any waiting.',
      ),
    ),
  );
  return () => undefined;
}

function barsFigure(tasks: Tasks, left: AbortSignal): HTMLElement {
  const measured = new Map<string, Measured>();
  const bars = element('div', { class: 'paper-bars' });
  const numbers = element('div', { 'aria-live': 'polite' });
  let scale: Scale = EIGHTH;
  const draw = (): void => {
    bars.replaceChildren(
      ...CASES.map(({ name, label, paper }) => bar(label, measured.get(name), paper.local)),
    );
    numbers.replaceChildren(numbersOf(measured, scale));
  };
  const run = button('Run the four cases', () => void runAll(), { class: 'primary' });
  const amount = new Choice(
    'Data',
    [EIGHTH, WHOLE].map(({ name, label }) => [name, label] as const),
    EIGHTH.name,
    (name) => {
      scale = name === 'whole' ? WHOLE : EIGHTH;
      measured.clear();
      draw();
    },
  );
  const runAll = async (): Promise<void> => {
    const chosen = scale;
    run.disabled = true;
    measured.clear();
    draw();
    for (const one of CASES) {
      run.textContent = `Running: ${one.label.toLowerCase()}…`;
      const found = await measure(one, chosen, left);
      if (found === null) return;
      // What was chosen meanwhile is another figure.
      if (chosen !== scale) break;
      measured.set(one.name, found);
      draw();
    }
    run.disabled = false;
    run.textContent = 'Run the four cases';
    if (chosen === scale) tasks.done('run');
  };
  draw();
  return figure(
    'Maps that run beside their block, in this page. The upright line is figure 8 of the Mesos paper. ' +
      'The same seed gives the same numbers; all the data takes some ten seconds.',
    element('div', { class: 'row' }, amount.element, run),
    bars,
    numbers,
  );
}

/** The bars in numbers; job times are compared where the jobs are the paper's. */
function numbersOf(measured: ReadonlyMap<string, Measured>, { name: scale }: Scale): HTMLElement {
  const whole = scale === 'whole';
  const rows = CASES.map(({ name, label, paper }) => {
    const found = measured.get(name);
    const speed = (CASES[0].paper.seconds / paper.seconds).toFixed(2);
    return [
      label,
      found === undefined ? '' : `${(found.local * 100).toFixed(1)} %`,
      `${paper.local} %`,
      found === undefined ? '' : `${found.seconds.toFixed(whole ? 0 : 1)} s`,
      whole ? `${paper.seconds} s` : '–',
      found === undefined ? '' : ratio(found, measured.get('static')),
      speed,
    ];
  });
  const head = ['', 'Local', 'paper', 'Job time', 'paper', 'Times as fast', 'paper'];
  return table('Delay scheduling, measured and published', head, rows);
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
