import { element } from '../../elements/element.ts';
import type { Unmount } from '../../shell/page.ts';
import { paragraph } from '../../shell/prose.ts';
import { Choice } from '../figures/choice.ts';
import { DivisionBars } from '../figures/division-bars.ts';
import { question } from '../figures/question.ts';
import { Slider } from '../figures/slider.ts';
import { decimalText, percentText } from '../fractions.ts';
import { type Desk, figure, step } from '../lesson.ts';
import { divideBy, poolProblem } from '../pool-problem.ts';
import type { Tasks } from '../tasks.ts';
import { ChurnFigure } from './churn-figure.ts';
import { levels, weighted } from './problems.ts';

/** Lesson 4: weights, roles, and the leaf that naive hierarchical DRF starves. */
export function mount({ root, tasks }: Desk): Unmount {
  tasks.add('weight', 'Give A twice the weight of B');
  tasks.add('starve', 'Starve eng/train under plain sums');
  tasks.add('hold', 'Let twelve tasks end under H-DRF');
  const churn = new ChurnFigure((rule, counts, steps) => {
    if (rule === 'naive' && counts[2] === 0) tasks.done('starve');
    if (rule === 'hdrf' && steps >= 12) tasks.done('hold');
  });
  root.append(
    paragraph(
      'Not everybody has the same claim. One team paid for most of the machines; departments have ' +
        'teams, teams have users. Weights and roles say so.',
    ),
    step(
      'Weights',
      [
        'A weight divides the dominant share before it is compared. Somebody with weight 2 counts ' +
          'as holding half of what it holds, and so gets twice as much. This is lesson 1’s cluster.',
      ],
      weightFigure(tasks),
    ),
    step(
      'Roles',
      [
        'Twelve CPUs, three users: one in the department *ads*, two in *eng*. Shared among people, ' +
          'each gets 4. Shared among departments first, ads gets 6 and each user of eng 3. Which ' +
          'of the two is fair is not for the scheduler to say; a tree of roles lets you say it.',
      ],
      levelsFigure(),
    ),
    step(
      'Where adding up starves someone',
      [
        'Now give *eng* two users who need nothing of each other: *eng/build* wants only CPUs, ' +
          '*eng/train* only GPUs. *ads* wants GPUs too. How large is eng’s share? The obvious ' +
          'answer is to add up what its users hold and take the dominant share of the sum.',
      ],
      whoGetsTheGpu(),
      churn.element,
      paragraph(
        'eng/train is punished for CPUs that only its sister uses, and that nobody else wants: every ' +
          'GPU that becomes free goes to ads, until eng/train holds nothing. Mesos’s sorter works ' +
          'this way.',
      ),
      paragraph(
        'Hierarchical DRF, *H-DRF*, repairs it with two rules. A resource of which nothing is left no ' +
          'longer counts in a role’s share. And of children that could run more, all are counted as ' +
          'if they held as little as the least of them, so that a role does not pay for one child ' +
          'while another waits. ads and eng/train then hold 5 GPUs each, for good.',
      ),
    ),
  );
  return () => undefined;
}

function whoGetsTheGpu(): HTMLElement {
  return question(
    'eng/build alone wants CPUs and holds all ten. A GPU task ends. Who gets the GPU?',
    [
      {
        label: 'ads',
        right: true,
        answer:
          'eng holds 10/10 of the CPUs, so its share is 1, the largest there is. Whatever ads ' +
          'holds is less. ads gets every GPU that becomes free.',
      },
      {
        label: 'eng/train',
        right: false,
        answer:
          'One would wish so. But by plain sums eng holds 10/10 of the CPUs: its share is 1, ' +
          'and ads, with less, is always next.',
      },
    ],
    () => undefined,
  );
}

function weightFigure(tasks: Tasks): HTMLElement {
  const bars = new DivisionBars('DRF with weights', ['cpus', 'mem']);
  const draw = (weight: number): void => {
    const outcome = divideBy('drf', poolProblem(weighted(weight)));
    const [a, b] = outcome.users;
    bars.show(
      outcome,
      `A runs ${decimalText(a.tasks)} tasks with a dominant share of ` +
        `${percentText(a.dominantShare)}, B ${decimalText(b.tasks)} with ` +
        `${percentText(b.dominantShare)}: ${weight} to 1.`,
    );
    if (weight === 2) tasks.done('weight');
  };
  const slider = new Slider({ label: 'Weight of A', min: 1, max: 5, value: 1 }, draw);
  draw(1);
  return figure(
    'The dominant shares are in the ratio of the weights.',
    element('div', { class: 'controls wide' }, slider.element),
    bars.element,
  );
}

function levelsFigure(): HTMLElement {
  const bars = new DivisionBars('Twelve CPUs', ['cpus']);
  const draw = (policy: string): void => {
    const outcome = divideBy(policy, poolProblem(levels));
    const words = outcome.users.map(({ name, tasks }) => `${name} ${decimalText(tasks)}`);
    bars.show(outcome, `${words.join(', ')} CPUs.`);
  };
  const choice = new Choice<string>(
    'Share among',
    [
      ['drf', 'people'],
      ['hdrf', 'departments, then people'],
    ],
    'drf',
    draw,
  );
  draw('drf');
  return figure(
    'All tasks take one CPU.',
    element('div', { class: 'controls wide' }, choice.element),
    bars.element,
  );
}
