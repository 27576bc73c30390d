import '../lab/lab.css';
import './compare.css';
import type { Page } from '../shell/page.ts';
import { ComparisonPage } from './comparison.ts';

/** One workload, run in two to four ways. */
export const page: Page = {
  title: 'Compare',
  mount(root, context) {
    const comparison = new ComparisonPage(root, context);
    return () => comparison.close();
  },
};
