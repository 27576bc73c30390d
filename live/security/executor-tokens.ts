import { type KeyObject, createHmac } from 'node:crypto';

/** Whom an executor's token is for, in Mesos's ids. */
export interface ExecutorIdentity {
  readonly framework: string;
  readonly executor: string;
  readonly container: string;
}

/** The principal of an executor: nobody else's has this form. */
export function executorPrincipal({ framework, executor, container }: ExecutorIdentity): string {
  return `executor:${framework}/${executor}/${container}`;
}

/**
 * A token by which an executor shows its agent that it is the one that was launched, with Mesos's
 * claims `fid`, `eid` and `cid` (RFC 7519, HS256). It holds as long as its container does: the agent
 * compares what it says with the executors that it has.
 */
export function executorToken(key: KeyObject, identity: ExecutorIdentity): string {
  const { framework: fid, executor: eid, container: cid } = identity;
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { sub: executorPrincipal(identity), fid, eid, cid },
  ];
  const said = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const text = said.join('.');
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}
