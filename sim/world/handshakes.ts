/** Messages by which connections are made: whoever loses one tries again by itself. */
const HANDSHAKES: ReadonlySet<string> = new Set([
  ...['REGISTER_AGENT', 'REREGISTER_AGENT', 'AGENT_REGISTERED', 'AGENT_REREGISTERED'],
  ...['DISCONNECTED', 'PING', 'PONG', 'SHUTDOWN_AGENT'],
]);

/** Whether a message is part of a connection being made, or looked after. */
export function isHandshake(message: object): boolean {
  return 'type' in message && HANDSHAKES.has(String(message.type));
}
