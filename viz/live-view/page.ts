import { element } from '../elements/element.ts';
import { paragraph } from '../shell/prose.ts';
import type { Page } from '../shell/page.ts';

/** The dashboard of a running cluster: until a master is connected it says so, and what to do. */
export const page: Page = {
  title: 'Live',
  mount(root) {
    root.append(
      element('h1', {}, 'Live'),
      paragraph('No master is connected.'),
      paragraph(
        'This page shows a running cluster with the views of the lab, fed by the event stream of ' +
          'its master. It was opened from files alone, so there is no cluster behind it.',
      ),
      paragraph(
        'To see the same views now, run a simulated cluster in [the lab](#/lab), or drop the ' +
          'recording of a run anywhere on this page.',
      ),
      element('p', {}, element('a', { class: 'button primary', href: '#/lab' }, 'Open the lab')),
    );
    return () => undefined;
  },
};
