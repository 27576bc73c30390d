/** States of the lab's pages that are reached by doing something, to be looked at. */

/** Longest wait for something to appear, in milliseconds: a machine may be slow. */
const WAIT_MS = 60_000;

/** A lesson, half done or done: the keys that answer right. */
const LESSON_KEYS = ['b', 'a', 'a', 'b', 'a'];

/** By name: the address to open, what to do there, and whether only the window is taken. */
export const STATES = {
  'lab-flows': { path: 'lab', act: (page) => press(page, '2') },
  'lab-jobs': { path: 'lab', act: (page) => press(page, '3') },
  'lab-events': { path: 'lab', act: (page) => press(page, '5') },
  'lab-roles': { path: 'lab', act: (page) => press(page, '6') },
  'lab-agents': { path: 'lab', act: (page) => press(page, '7') },
  'lab-fairness': { path: 'lab', act: (page) => press(page, '8') },
  'lab-agent': { path: 'lab', act: lookAtAgent },
  'lab-forks': { path: 'lab', act: makeForks },
  'lab-scenario': { path: 'lab', act: editWrongly, window: true },
  'lab-keys': { path: 'lab', act: (page) => press(page, '?'), window: true },
  'lab-many': { path: 'lab/scenario/filter-starvation', act: (page) => press(page, 'End') },
  'compare-running': { path: 'compare', at: '.compare-column', soon: true },
  'compare-ran': { path: 'compare', act: (page) => seen(page, '.shared-time') },
  'compare-swept': { path: 'compare', act: swept },
  'lesson-half': {
    path: 'learn/two-users',
    act: (page) => press(page, ...LESSON_KEYS.slice(0, 2)),
  },
  'lesson-done': { path: 'learn/two-users', act: (page) => press(page, ...LESSON_KEYS) },
};

async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

function seen(page, selector) {
  return page.waitForSelector(selector, { timeout: WAIT_MS });
}

async function lookAtAgent(page) {
  await seen(page, '.why');
  await page.locator('.cluster-canvas').click({ position: { x: 60, y: 50 } });
  await seen(page, '.faults');
}

/** A branch with a fault, another with another policy, and a place that is marked. */
async function makeForks(page) {
  await lookAtAgent(page);
  await page.locator('.faults button').nth(1).click();
  await page.locator('.forks li').nth(1).waitFor({ timeout: WAIT_MS });
  await page.locator('.scenario-bar select').selectOption('fifo');
  await page.locator('.forks li').nth(2).waitFor({ timeout: WAIT_MS });
  await page.locator('.scenario-bar h1').click();
  await press(page, 'b');
  await seen(page, '.bookmarks li');
}

async function editWrongly(page) {
  await press(page, 'e');
  await seen(page, '.cm-content');
  await page.locator('.cm-content').click();
  await press(page, 'Control+Home', 'ArrowDown', 'ArrowDown');
  await page.keyboard.type('polcy: drf\n');
  await seen(page, '.problems li');
}

async function swept(page) {
  const cancel = page.locator('.setup-bar button', { hasText: 'Cancel' });
  await seen(page, '.sweep');
  await cancel.waitFor({ state: 'hidden', timeout: WAIT_MS });
}
