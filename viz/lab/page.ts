import './lab.css';
import { isLiveRecording } from '../recording-view/recording-lines.ts';
import type { Page } from '../shell/page.ts';
import { LAB_KEYS } from './keys.ts';
import { Lab } from './lab.ts';

/** Build a cluster, run it, break it, and ask why; or look at what a real one did. */
export const page: Page = {
  title: 'Lab',
  keys: LAB_KEYS,
  async mount(root, context) {
    const file = await context.takeFile();
    if (file !== null && (await isLiveRecording(file.content))) {
      const { RecordingLab } = await import('../recording-view/recording-lab.ts');
      const recording = new RecordingLab(root, context, file);
      return () => recording.close();
    }
    const lab = new Lab(root, { ...context, takeFile: () => Promise.resolve(file) });
    return () => lab.close();
  },
};
