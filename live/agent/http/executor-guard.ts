import type { FastifyReply, FastifyRequest } from 'fastify';

import { answerText } from '../../master/http/http-checks.ts';
import type { Authentication } from '../../security/authentication.ts';
import type { AgentSite } from '../agent-site.ts';
import type { ExecutorClaims } from '../executor-tokens.ts';

const REALM = 'mesos-agent-executor';

/** Who speaks for an executor: itself, by its token, or one whom the agent knows otherwise. */
export type ExecutorSpeaker = { readonly claims: ExecutorClaims | null };

/**
 * Finds out who speaks for an executor, where that has to be said.
 * @returns null when it has been answered
 */
export async function speakerOf(
  site: AgentSite,
  authentication: Authentication,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ExecutorSpeaker | null> {
  if (!authentication.isRequired(REALM)) return { claims: null };
  const [, token] = /^bearer +(\S+)$/i.exec(request.headers.authorization?.trim() ?? '') ?? [];
  const claims = token === undefined ? null : await site.executors.tokens.read(token);
  if (claims !== null) return { claims };
  const verdict = await authentication.examine(REALM, request.raw);
  if (!('challenge' in verdict)) return { claims: null };
  reply.header('www-authenticate', verdict.challenge).header('connection', 'close');
  void answerText(reply, 401, `Unauthorized: ${REALM} wants to know who asks`);
  return null;
}

/** Whether one may speak for an executor: with a token only for the one it was given to. */
export function maySpeakFor(
  { claims }: ExecutorSpeaker,
  framework: string,
  executor: string,
): boolean {
  return claims === null || (claims.fid === framework && claims.eid === executor);
}
