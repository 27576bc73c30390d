import type { FastifyReply } from 'fastify';

/** Answers in plain text, as Mesos does when something is wrong. */
export function answerText(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(text);
}
