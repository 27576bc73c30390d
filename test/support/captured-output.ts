import { beforeEach, vi } from 'vitest';

/** What the running test has written. */
export interface CapturedOutput {
  printed: string;
  noted: string;
}

/**
 * Keeps what each test of a file writes to standard output (`printed`) and to standard error
 * (`noted`), and off the terminal.
 */
export function capturedOutput(): CapturedOutput {
  const output: CapturedOutput = { printed: '', noted: '' };
  beforeEach(() => {
    output.printed = '';
    output.noted = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      output.printed += String(text);
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      output.noted += String(text);
      return true;
    });
    return () => vi.restoreAllMocks();
  });
  return output;
}
