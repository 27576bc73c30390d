import { ExitCode } from '../errors.ts';

/** A stop asked for from the keyboard. */
export interface Interrupt {
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Gives Ctrl-C back its usual meaning. */
  release(): void;
}

/** Takes Ctrl-C over: the first one aborts the signal, the second ends the program at once. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const listener = (): void => {
    if (controller.signal.aborted) process.exit(ExitCode.INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', listener);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', listener);
    },
  };
}
