import '../lab/lab.css';
import './live.css';
import { element } from '../elements/element.ts';
import { isServedByMaster } from '../shell/opened-file.ts';
import { paragraph } from '../shell/prose.ts';
import type { Page } from '../shell/page.ts';
import { LiveDashboard } from './live-dashboard.ts';

/** A running cluster, where the page comes from its master; else what there is to do instead. */
export const page: Page = {
  title: 'Live',
  keys: [{ keys: ['1', '…', '7'], does: 'tasks, offers, events, roles, agents, flows, fairness' }],
  mount(root, context) {
    if (!isServedByMaster()) {
      root.append(...alone());
      return () => undefined;
    }
    root.classList.add('page-lab');
    const dashboard = new LiveDashboard(root, context);
    return () => dashboard.close();
  },
};

function alone(): HTMLElement[] {
  return [
    element('h1', {}, 'Live'),
    paragraph('No master is connected.'),
    paragraph(
      'This page shows a running cluster with the views of the lab, fed by the event stream of ' +
        'its master. It was opened from files alone, so there is no cluster behind it: ' +
        '`evenhand up` starts one on this machine and prints the address of its page.',
    ),
    paragraph(
      'To see the same views now, run a simulated cluster in [the lab](#/lab), or drop the ' +
        'recording of a run or of a master anywhere on this page.',
    ),
    element('p', {}, element('a', { class: 'button primary', href: '#/lab' }, 'Open the lab')),
  ];
}
