import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers in plain text, as Mesos does when something is wrong. */
export function answerText(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(text);
}

/**
 * The text of a request's body, when its headers are those of a v1 call (`mesos-semantics` parts
 * 18 and 19.1); null when it has been answered.
 */
export function callBody(request: FastifyRequest, reply: FastifyReply): string | null {
  if (request.method !== 'POST') {
    const found = `but received '${request.method}'`;
    void answerText(reply.header('allow', 'POST'), 405, `Expecting one of { 'POST' }, ${found}`);
    return null;
  }
  const type = request.headers['content-type'];
  if (type === undefined) {
    void answerText(reply, 400, "Expecting 'Content-Type' to be present");
    return null;
  }
  if (!type.startsWith('application/json')) {
    void answerText(reply, 415, "Expecting 'Content-Type' of application/json");
    return null;
  }
  if (!acceptsJson(request.headers.accept)) {
    void answerText(reply, 406, "Expecting 'Accept' to allow application/json");
    return null;
  }
  return typeof request.body === 'string' ? request.body : '';
}

function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined || accept === '') return true;
  return accept.split(',').some((part) => {
    const [type, ...parameters] = part.split(';').map((one) => one.trim());
    if (parameters.includes('q=0')) return false;
    return type === 'application/json' || type === 'application/*' || type === '*/*';
  });
}
