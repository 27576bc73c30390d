import { isServedByMaster } from './opened-file.ts';

/** How long after it is loaded: what one came for goes first. */
const AFTER_MS = 3000;

/**
 * Has the browser keep the page's files, so that it works without a network from then on. Where
 * that is not to be had (a private window, plain http, a page served by vite) it needs its host.
 */
export function keepForOffline(): void {
  // A cluster's page is of no use without its master.
  if (!('serviceWorker' in navigator) || isServedByMaster()) return;
  const register = (): void => {
    navigator.serviceWorker.register('./offline.js').catch(() => undefined);
  };
  addEventListener('load', () => setTimeout(register, AFTER_MS), { once: true });
}
