import type { KeyHint } from '../shell/page.ts';

/** What the lab's keys do; `?` shows them. */
export const LAB_KEYS: readonly KeyHint[] = [
  { keys: ['Space'], does: 'play or pause' },
  { keys: ['.', ','], does: 'on or back one event' },
  { keys: ['n', 'p'], does: 'on or back one allocation cycle' },
  { keys: ['f'], does: 'on to the next fault' },
  { keys: ['Home', 'End'], does: 'to the start or the end' },
  { keys: ['+', '-'], does: 'faster or slower' },
  { keys: ['t'], does: 'go to a time' },
  { keys: ['b'], does: 'bookmark this place' },
  { keys: ['e'], does: 'choose or edit the scenario' },
  { keys: ['1', '…', '8'], does: 'from offers, flows, jobs … to fairness' },
  { keys: ['Arrow keys', 'Enter'], does: 'on the cluster: from agent to agent, look at one' },
  { keys: ['Arrow keys', 'Enter'], does: 'on the flows: from link to link, cut or clog one' },
];

export type LabAction =
  | 'toggle'
  | 'event'
  | 'event back'
  | 'cycle'
  | 'cycle back'
  | 'fault'
  | 'start'
  | 'end'
  | 'faster'
  | 'slower'
  | 'time'
  | 'bookmark'
  | 'edit';

const ACTIONS: ReadonlyMap<string, LabAction> = new Map([
  [' ', 'toggle'],
  ['.', 'event'],
  [',', 'event back'],
  ['n', 'cycle'],
  ['p', 'cycle back'],
  ['f', 'fault'],
  ['Home', 'start'],
  ['End', 'end'],
  ['+', 'faster'],
  ['=', 'faster'],
  ['-', 'slower'],
  ['t', 'time'],
  ['b', 'bookmark'],
  ['e', 'edit'],
]);

/** What a key is for; null where it belongs to what has the focus, or to nobody. */
export function labAction(event: KeyboardEvent): LabAction | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return ACTIONS.get(event.key) ?? null;
  if (target.closest('input, textarea, select, dialog, [contenteditable=true]') !== null) {
    const scrubs = target instanceof HTMLInputElement && target.type === 'range';
    return scrubs && event.key === ' ' ? 'toggle' : null;
  }
  // A button's own key is the space bar.
  if (event.key === ' ' && target.closest('button, summary, a, [role=tab]') !== null) return null;
  return ACTIONS.get(event.key) ?? null;
}
