/** How workers are built, in the page and where a test builds one: what keeps them small. */
export const WORKER_BUILD = {
  // The licences stand in a file of their own: `licences.txt`.
  output: { comments: false },
  treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false },
} as const;
