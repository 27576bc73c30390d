import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';

import { BoundedStream } from './bounded-stream.ts';

describe('a bounded stream', () => {
  it('drops a reader that does not keep up, and says so once', async () => {
    let closed = 0;
    let written = 0;
    const server = createServer((_request, response) => {
      const stream = new BoundedStream(response, () => closed++, 100_000);
      // Far more than the system takes for a reader that reads nothing.
      for (; written < 10_000 && !response.destroyed; written++) stream.write('x'.repeat(10_000));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ended = new Promise<void>((resolve) => {
      const outgoing = request({ port, host: '127.0.0.1' }, (response) => {
        response.on('error', () => resolve());
        response.on('close', () => resolve());
        response.resume();
      });
      outgoing.on('error', () => resolve());
      outgoing.end();
    });
    await ended;
    await new Promise((resolve) => server.close(resolve));
    expect(written).toBeLessThan(10_000);
    expect(closed).toBe(1);
  });
});
