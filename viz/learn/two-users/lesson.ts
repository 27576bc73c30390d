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
        'The cluster is empty. Before each offer, compare the two dominant shares (the outlined bars) ' +
          'and say who is next. A wrong guess costs nothing. Press the buttons, or the keys `a` and ' +
          '`b`.',
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
        'Now the cluster, the tasks and the users’ weights are yours. The bars show at once what DRF ' +
          'makes of them. Half a task counts as half here, so that the shares come out exactly equal.',
        '*First*, make both live on memory. B lives on CPUs because 3 of 9 is a larger part than 1 of ' +
          '18. What would you have to change?',
        '*Then*, give A a weight of 2. A weight says how much more somebody is entitled to: the ' +
          'dominant shares end as 2 to 1.',
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
      'A cluster is many machines that work as one. Ours has *9 CPUs* and *18 GB* of memory, and two ' +
        'users share it, A and B. Both have more work than will ever fit, cut into small tasks. All ' +
        'tasks of A are alike, and so are those of B:',
    ),
    element(
      'div',
      { class: 'shapes' },
      taskShape(0, 'A task of A', { cpus: 1, mem: 4 }),
      taskShape(1, 'A task of B', { cpus: 3, mem: 1 }),
    ),
    paragraph(
      'How much should each get? Try half of everything, 4.5 CPUs and 9 GB each. A runs out of memory ' +
        'after two tasks and a bit, while half of its CPUs stand idle. B runs out of CPUs after one ' +
        'and a half, while most of its memory stands idle. Each sits on what the other needs.',
    ),
    step('What each one lives on', [
      'Measure a task against the whole cluster. One task of A takes 1 of 9 CPUs, that is *1/9*, ' +
        'and 4 of 18 GB, that is *2/9*. Memory is the larger part, so memory is what A lives on. ' +
        'That larger part is A’s *dominant share*: 2/9 with one task, 4/9 with two.',
      'One task of B takes 3 of 9 CPUs, *3/9*, and 1 of 18 GB, *1/18*. B lives on CPUs: its dominant ' +
        'share is 3/9 with one task.',
      'The cluster now fills up. Again and again it offers room for one more task, and somebody takes ' +
        'it. Dominant Resource Fairness, DRF, has one rule for that: *the next offer goes to the user ' +
        'whose dominant share is smallest.*',
    ]),
  ];
}
