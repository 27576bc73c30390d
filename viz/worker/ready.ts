/** What a worker says once it can be called. */
export const READY = 'ready';
