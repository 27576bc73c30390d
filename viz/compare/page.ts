import '../lab/lab.css';
import { element } from '../elements/element.ts';
import type { Page } from '../shell/page.ts';

export const page: Page = {
  title: 'Compare',
  mount(root) {
    root.append(element('h1', {}, 'Compare'));
    return () => undefined;
  },
};
