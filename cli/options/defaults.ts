export {
  DEFAULT_LATENCY,
  DEFAULT_MASTER,
  DEFAULT_SCHEDULER,
} from '../../sim/experiment/default-settings.ts';

/** What a comparison is between when no policy is named. */
export const DEFAULT_POLICIES: readonly string[] = ['drf', 'fifo', 'maxmin:mem', 'slots'];

/** The seeds of a comparison when none are given. */
export const DEFAULT_SEEDS = '1..5';
