import { connect } from 'node:net';
import { fastify } from 'fastify';
import { expect, it } from 'vitest';

import { boundBodies } from './slow-requests.ts';

it('ends a request whose body does not come, and no other', async () => {
  const app = fastify();
  boundBodies(app, '/endless', 60);
  app.addContentTypeParser('x/endless', (_request, _body, done) => done(null, null));
  app.post('/bounded', (_request, reply) => reply.send('heard'));
  app.post('/endless', (_request, reply) => reply.send('heard'));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { readonly port: number };

  const said = async (path: string, type: string, body: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: 5\r\n` +
        `connection: close\r\n\r\n${body}`,
    );
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    return text.split('\r\n')[0];
  };
  expect(await said('/bounded', 'text/plain', '1')).toBe('HTTP/1.1 408 Request Timeout');
  expect(await said('/bounded', 'text/plain', '12345')).toBe('HTTP/1.1 200 OK');
  expect(await said('/endless', 'x/endless', '1')).toBe('HTTP/1.1 200 OK');
  await app.close();
});
