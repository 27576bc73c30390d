import { element } from '../../elements/element.ts';
import type { Unmount } from '../../shell/page.ts';
import { paragraph } from '../../shell/prose.ts';
import { type Desk, figure, step, table } from '../lesson.ts';
import { CheatingGame } from './cheating-game.ts';
import { TABLE_2 } from './instances.ts';
import { PromiseTable } from './promise-table.ts';
import { verdict } from './verdict.ts';

/** Lesson 3: what a fair division promises, which rule keeps it, and where a lie pays. */
export function mount({ root, tasks }: Desk): Unmount {
  tasks.add('broken', 'Find a division that breaks the sharing incentive');
  tasks.add('win', 'Cheat under CEEI and win');
  tasks.add('lose', 'Try a lie under DRF');

  const promises = new PromiseTable((broken) => {
    if (broken) tasks.done('broken');
  });
  const game = new CheatingGame((policy, won) => {
    if (policy === 'ceei' && won) tasks.done('win');
    if (policy === 'drf') tasks.done('lose');
  });

  root.append(
    ...fourPromises(),
    step(
      'Three rules that look fair',
      [
        '*DRF* makes the dominant shares equal. *Asset fairness* adds up all of your shares and ' +
          'makes the sums equal. *CEEI*, competitive equilibrium from equal incomes, gives ' +
          'everybody an equal part of everything and lets them trade at market prices. And there is the ' +
          '*static* split, where nobody trades. Who keeps the first three promises?',
      ],
      promises.element,
      paragraph(
        'Asset fairness gives B less than half of both resources in the second cluster: B would ' +
          'be better off with its own 15 CPUs and 15 GB. The static split keeps the first ' +
          'two promises and breaks the third: a quarter of the CPUs and two fifths of the memory of ' +
          'lesson 1’s cluster stand unused.',
      ),
    ),
    step(
      'Now lie',
      [
        'You run tasks of *16 CPUs and 1 GB* on a cluster with 100 of each. The other user runs ' +
          'tasks of 1 CPU and 2 GB. The cluster believes what you tell it. Tell it something ' +
          'else, and see how many of your real tasks fit into what you get.',
      ],
      game.element,
      paragraph(
        'Under CEEI, claiming more memory than you need drives its price up. The other one lives ' +
          'on memory, can afford less, and CPUs become cheaper for you. Tell 8 GB instead of 1, ' +
          'and you run 4.17 tasks instead of 3.23, while the other falls from 48.4 to 33.3.',
      ),
      paragraph(
        'Under DRF a lie only ever hurts the liar: claim more, and your dominant share fills up ' +
          'with what you cannot use; claim less of what you live on, and your tasks no longer ' +
          'fit in what you get.',
      ),
    ),
    wholeTable(),
  );
  return () => undefined;
}

function fourPromises(): HTMLElement[] {
  return [
    paragraph('What may you expect of a cluster that you share? Four things, at least.'),
    element(
      'dl',
      { class: 'promises' },
      ...promise(
        'Sharing incentive',
        'You get at least what your own part of the cluster, half of everything if you are two, would give you. ' +
          'Otherwise you would rather leave.',
      ),
      ...promise('Envy-freeness', 'You would not swap what you got for what somebody else got.'),
      ...promise(
        'Pareto efficiency',
        'Nobody can have more without somebody else having less: nothing useful is left over.',
      ),
      ...promise(
        'Strategy-proofness',
        'You cannot get more done by lying about what your tasks need.',
      ),
    ),
  ];
}

function wholeTable(): HTMLElement {
  return step(
    'The whole table',
    [
      'This is Table 2 of the DRF paper. It has four promises more: with a single resource all get ' +
        'the same, and so they do when all live on one resource (the bottleneck); when somebody ' +
        'leaves, nobody loses (population monotonicity); when machines are added, nobody loses ' +
        '(resource monotonicity).',
      'Nobody keeps the last one: the paper proves that no rule can keep it together with the sharing ' +
        'incentive and Pareto efficiency.',
    ],
    figure(
      'yes: kept for every problem; no: there is a problem where it is broken.',
      table(
        'Properties by policy',
        ['Property', 'Asset', 'CEEI', 'DRF'],
        TABLE_2.map(([name, ...kept]) => [name, ...kept.map(verdict)]),
      ),
    ),
  );
}

function promise(name: string, meaning: string): HTMLElement[] {
  return [element('dt', {}, name), element('dd', {}, meaning)];
}
