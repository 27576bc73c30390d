import { request } from 'node:http';

/** How long an engine may take to say that it is there, milliseconds. */
const PING_MS = 2_000;

/** Whether a Docker engine answers at a socket; false also where there is no socket. */
export function engineAnswers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = request({ socketPath, path: '/_ping', timeout: PING_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    ping.on('timeout', () => ping.destroy());
    ping.on('error', () => resolve(false));
    ping.end();
  });
}
