/**
 * Kinds of the kernel's events in a simulated cluster. The subject of a message is its peer (the
 * agent, the framework) plus {@link PeerLinks.span} times the master at the other end.
 */
export const EVENT = {
  CALL: 0,
  AGENT_MESSAGE: 1,
  SCHEDULER_EVENT: 2,
  MASTER_MESSAGE: 3,
  /** Of an allocator, an agent or framework of a master: the payload knows which. */
  MASTER_TIMER: 4,
  AGENT_TIMER: 5,
  SCHEDULER_TIMER: 6,
  CONTAINER_EXIT: 7,
  JOB_ARRIVAL: 8,
  FAULT_STRIKES: 9,
  FAULT_ENDS: 10,
  AGENT_RETRY_TIMER: 11,
  AGENT_DETECT_TIMER: 12,
  /** An operator's call, and the master's answer; the subject is the master. */
  OPERATOR_CALL: 13,
  PING: 14,
  PONG: 15,
  /** Something of the virtual ZooKeeper. */
  ZOOKEEPER: 16,
  /** The payload is to be called: seldom things that need no kind of their own. */
  ACTION: 17,
  OPERATOR_ANSWER: 18,
} as const;
