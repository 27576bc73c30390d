import './lab.css';
import type { Page } from '../shell/page.ts';
import { LAB_KEYS } from './keys.ts';
import { Lab } from './lab.ts';

/** Build a cluster, run it, break it, and ask why. */
export const page: Page = {
  title: 'Lab',
  keys: LAB_KEYS,
  mount(root, context) {
    const lab = new Lab(root, context);
    return () => lab.close();
  },
};
