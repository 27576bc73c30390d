import { element } from '../../elements/element.ts';
import { taskShape } from '../figures/task-shape.ts';
import { type Desk, figure, step } from '../lesson.ts';
import type { Unmount } from '../../shell/page.ts';
import { isWriting } from '../../shell/keys-dialog.ts';
import { paragraph } from '../../shell/prose.ts';
import { Prediction } from './prediction.ts';
import { Workbench } from './workbench.ts';

/** Lesson 1: the DRF paper's running example, foreseen offer by offer, then bent. */
export function mount({ root, context, tasks }: Desk): Unmount {
  tasks.add('predict', 'Say who gets each of the five offers');
  tasks.add('memory', 'Make both users live on memory');
  tasks.add('weight', "Give A more weight than B, and look at the dominant shares' ratio");

  const result = element('div', { class: 'result', hidden: true });
  const prediction = new Prediction(() => {
    tasks.done('predict');
    result.hidden = false;
  });
  result.append(
    paragraph(
      'A runs 3 tasks and holds 12 of 18 GB. B runs 2 and holds 6 of 9 CPUs. Each has *2/3* of ' +
        'the resource it lives on: their dominant shares are equal.',
    ),
    paragraph(
      'Compare with cutting the cluster in halves: on 4.5 CPUs and 9 GB, A would run 2.25 tasks ' +
        'and B 1.5. Both have a third more than that. Nobody had to give anything up, because ' +
        'each left to the other what it did not need.',
    ),
  );
  const workbench = new Workbench(({ users, problem }) => {
    if (users.every(({ dominantResource }) => dominantResource === 1)) tasks.done('memory');
    const [a, b] = problem.users.map(({ weight }) => weight[0]);
    if (a.compare(b) > 0) tasks.done('weight');
  });

  root.append(
    ...introduction(),
    step(
      'Who gets the next offer?',
      [
        'The cluster is empty. It offers resources for one task at a time, each time by the rule. ' +
          'You go first: look at the two dominant shares (the outlined bars) and say who is next. ' +
          'Press the buttons, or the keys `a` and `b`.',
      ],
      figure(
        'Above, the cluster: each cell is one CPU or one GB. Below, what each user holds of it. ' +
          'The outlined bar is the dominant share.',
        prediction.element,
      ),
      result,
    ),
    step(
      'Now bend it',
      [
        'Drag anything. Here parts of tasks count for their part, so the numbers are exact. In the ' +
          'plane, a division is a point: to the right more for A, upwards more for B. No point ' +
          'beyond a resource’s line is possible. DRF walks up the ray on which the dominant ' +
          'shares are equal, until it meets the first line.',
        'A weight says how much more somebody is entitled to: with weights 2 and 1 the dominant ' +
          'shares end as 2 to 1.',
      ],
      workbench.element,
    ),
  );

  document.addEventListener(
    'keydown',
    (event) => {
      if (isWriting(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'a') prediction.guess(0);
      if (event.key === 'b') prediction.guess(1);
    },
    { signal: context.left },
  );
  return () => undefined;
}

function introduction(): HTMLElement[] {
  return [
    paragraph(
      'A cluster has *9 CPUs* and *18 GB* of memory. Two users share it, A and B. Both have more ' +
        'work than will ever fit, in many small tasks of one shape.',
    ),
    element(
      'div',
      { class: 'shapes' },
      taskShape(0, 'A task of A', { cpus: 1, mem: 4 }),
      taskShape(1, 'A task of B', { cpus: 3, mem: 1 }),
    ),
    paragraph(
      'How much should each get? Try half of everything: 4.5 CPUs and 9 GB each. A’s memory is ' +
        'full with 2.25 tasks, and half of its CPUs stand idle; B’s CPUs are full with 1.5 tasks, ' +
        'and most of its memory stands idle. Each sits on what the other needs.',
    ),
    step('What each one lives on', [
      'Measure a task against the whole cluster. One task of A takes 1 of 9 CPUs, that is *1/9*, ' +
        'and 4 of 18 GB, that is *2/9*. Memory is the larger part, so memory is what A lives on. ' +
        'That larger part is called its *dominant share*.',
      'One task of B takes 3 of 9 CPUs, *3/9*, and 1 of 18 GB, *1/18*. B lives on CPUs.',
      'Dominant Resource Fairness, DRF, has one rule: *the next offer goes to the user whose ' +
        'dominant share is smallest.*',
    ]),
  ];
}
