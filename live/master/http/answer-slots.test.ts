import { type Server, type ServerResponse, createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { AnswerSlots } from './answer-slots.ts';

let server: Server;
let begun: ServerResponse[];
const sockets: Socket[] = [];

beforeEach(async () => {
  const slots = new AnswerSlots({ atOnce: 2, stallMs: 100 });
  begun = [];
  server = createServer((_request, response) => {
    void slots.take(response).then(() => begun.push(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

function ask(times = 1): Socket {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => socket.destroy());
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(times));
  return socket;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}

describe('places for long answers', () => {
  it('are as many as there are, and the next has one when an answer is over', async () => {
    for (let place = 0; place < 3; place++) ask().resume();
    await until(() => begun.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toHaveLength(2);
    begun[0].end('done');
    await until(() => begun.length === 3);
  });

  it('are taken from readers who stand still', async () => {
    for (let place = 0; place < 2; place++) ask().pause();
    await until(() => begun.length === 2);
    for (const response of begun) response.write(Buffer.alloc(32 * 1024 * 1024));
    ask().resume();
    await until(() => begun.length === 3 && begun.filter((one) => one.destroyed).length === 2);
    expect(begun[2].destroyed).toBe(false);
  });

  it('are left to readers who wait for a slow master', async () => {
    ask().resume();
    await until(() => begun.length === 1);
    begun[0].write('a first piece');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(begun[0].destroyed).toBe(false);
  });

  it('are free again when a connection with several requests breaks', async () => {
    const socket = ask(2);
    await until(() => begun.length === 2);
    socket.destroy();
    for (let place = 0; place < 2; place++) ask().resume();
    await until(() => begun.length === 4);
    expect(begun).toHaveLength(4);
  });
});
