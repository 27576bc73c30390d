import type { MessagePort, Worker } from 'node:worker_threads';

import type { Endpoint } from 'comlink';

/**
 * Comlink speaks to browser ports, with `addEventListener` and events; Node's speak `on` and
 * plain messages. (Comlink ships the same adapter, without types.)
 */
export function nodeEndpoint(port: MessagePort | Worker): Endpoint {
  const wrapped = new Map<EventListenerOrEventListenerObject, (data: unknown) => void>();
  return {
    postMessage(message: unknown, transfer?: unknown[]) {
      port.postMessage(message, transfer as Parameters<MessagePort['postMessage']>[1]);
    },
    addEventListener(_type: string, listener: EventListenerOrEventListenerObject) {
      const receive = (data: unknown): void => {
        const event = { data } as MessageEvent;
        if (typeof listener === 'function') listener(event);
        else listener.handleEvent(event);
      };
      port.on('message', receive);
      wrapped.set(listener, receive);
    },
    removeEventListener(_type: string, listener: EventListenerOrEventListenerObject) {
      const receive = wrapped.get(listener);
      if (receive === undefined) return;
      port.off('message', receive);
      wrapped.delete(listener);
    },
    ...('start' in port ? { start: () => port.start() } : {}),
  };
}
