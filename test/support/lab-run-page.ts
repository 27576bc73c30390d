import type { Browser, Page } from 'playwright-core';

import { openLab } from './lab-page.ts';

/** A run as the lab's page shows it, in words. */
export interface ShownRun {
  readonly hash: string;
  /** `1:10.000`. */
  readonly time: string;
  /** Events and allocation cycles behind the cursor. */
  readonly place: string;
  readonly policy: string;
  readonly seed: string;
  /** `4 agents · 14 frameworks · 2 faults`. */
  readonly facts: string;
}

/** Opens an address in a profile of its own and waits until a run is there. */
export async function openRun(
  browser: Browser,
  address: string,
): Promise<{ readonly page: Page; readonly said: string[] }> {
  const opened = await openLab(browser, address);
  // Less than a test has: what did not come is named.
  opened.page.setDefaultTimeout(15_000);
  await opened.page.waitForSelector('.run-hash');
  return opened;
}

/** What the page shows of its run; all of it at one moment. */
export function shownRun(page: Page): Promise<ShownRun> {
  return page.evaluate(() => {
    const words = (selector: string): string => document.querySelector(selector)?.textContent ?? '';
    return {
      hash: words('.run-hash'),
      time: words('.clock'),
      place: words('.transport .facts'),
      policy: document.querySelector<HTMLSelectElement>('.scenario-bar select')?.value ?? '',
      seed: document.querySelector<HTMLInputElement>('.scenario-bar input')?.value ?? '',
      facts: words('.scenario-bar .titles p'),
    };
  });
}

/** Goes to the end of the run and gives its hash. */
export async function hashAtEnd(page: Page): Promise<string> {
  await page.keyboard.press('End');
  await page.waitForFunction(() => {
    const words = document.querySelector('.run-facts')?.textContent ?? '';
    return words !== '' && !words.includes('so far');
  });
  return (await shownRun(page)).hash;
}

/** Does something and waits until the run stands somewhere else. */
export async function moved(page: Page, act: () => Promise<unknown>): Promise<void> {
  const { hash } = await shownRun(page);
  await act();
  await page.waitForFunction(
    (before) => document.querySelector('.run-hash')?.textContent !== before,
    hash,
  );
}

/** Goes to a time, as `70s`, and waits until the clock begins with what is given. */
export async function goToTime(page: Page, time: string, clock: string): Promise<void> {
  await page.keyboard.press('t');
  await page.keyboard.type(time);
  await page.keyboard.press('Enter');
  await page.waitForFunction(
    (wanted) => document.querySelector('.clock')?.textContent?.startsWith(wanted) === true,
    clock,
  );
}

/** The page's address once it says where the run stands. */
export async function settledAddress(page: Page): Promise<string> {
  for (let address = page.url(); ; address = page.url()) {
    await page.waitForTimeout(300);
    if (page.url() === address) return address;
  }
}

/** Drops a file that the server has on the page. */
export async function dropFile(page: Page, name: string, address: string): Promise<void> {
  await page.evaluate(
    async ([called, from]) => {
      const content = await (await fetch(from)).blob();
      const carried = new DataTransfer();
      carried.items.add(new File([content], called));
      const drop = { dataTransfer: carried, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new DragEvent('drop', drop));
    },
    [name, address],
  );
}
