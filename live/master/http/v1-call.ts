import type { FastifyReply, FastifyRequest } from 'fastify';

import { CallError, parseJson } from '../../mesos/call-codec.ts';
import { type JsonObject, asciiJson } from '../../mesos/json.ts';
import { LenientJsonError, readLenient } from '../../mesos/lenient-json.ts';
import { MessageError, messageCodec } from '../../mesos/protobuf/message-codec.ts';
import { answerText } from './http-checks.ts';

/** How a call's body, an answer or the records of a stream are written. */
export type Encoding = 'application/json' | 'application/x-protobuf';

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';
const ENCODINGS: readonly Encoding[] = [JSON_TYPE, PROTOBUF_TYPE];
const EITHER = `${JSON_TYPE} or ${PROTOBUF_TYPE}`;

/**
 * How the body of a v1 call is written, when method and headers are those of a call
 * (`mesos-semantics` parts 18 and 19.1); null when it has been answered.
 */
function callEncoding(request: FastifyRequest, reply: FastifyReply): Encoding | null {
  if (request.method !== 'POST') {
    const found = `but received '${request.method}'`;
    void answerText(reply.header('allow', 'POST'), 405, `Expecting one of { 'POST' }, ${found}`);
    return null;
  }
  const said = request.headers['content-type'];
  if (said === undefined) {
    void answerText(reply, 400, "Expecting 'Content-Type' to be present");
    return null;
  }
  const [type = ''] = said.split(';').map((one) => one.trim().toLowerCase());
  if (type === JSON_TYPE || type === PROTOBUF_TYPE) return type;
  void answerText(reply, 415, `Expecting 'Content-Type' of ${EITHER}`);
  return null;
}

/**
 * The document of a call's body, in the form in which Mesos would write it.
 * @param type such as `scheduler.Call`
 * @throws CallError
 */
async function callDocument(encoding: Encoding, body: unknown, type: string): Promise<JsonObject> {
  try {
    if (encoding === PROTOBUF_TYPE) {
      const codec = await messageCodec();
      return codec.decodeMessage(type, body instanceof Uint8Array ? body : new Uint8Array());
    }
    return readLenient(type, parseJson(typeof body === 'string' ? body : ''));
  } catch (error) {
    if (error instanceof MessageError) {
      throw new CallError(`Failed to parse body into Call protobuf: ${error.message}`);
    }
    if (error instanceof LenientJsonError) {
      throw new CallError(`Failed to convert JSON into Call protobuf: ${error.message}`);
    }
    throw error;
  }
}

/**
 * Reads a v1 call and has it answered: what is no call, or is refused as one, is answered here.
 * @param type such as `scheduler.Call`
 * @param answer may throw a {@link CallError}
 */
export async function answerCall(
  request: FastifyRequest,
  reply: FastifyReply,
  type: string,
  answer: (document: JsonObject) => FastifyReply | Promise<FastifyReply>,
): Promise<FastifyReply> {
  const encoding = callEncoding(request, reply);
  if (encoding === null) return reply;
  try {
    return await answer(await callDocument(encoding, request.body, type));
  } catch (error) {
    if (error instanceof CallError) return answerText(reply, error.status, error.message);
    throw error;
  }
}

/** How the asker wants to be answered, JSON where it takes both; null when it takes neither. */
export function answerEncoding(request: FastifyRequest): Encoding | null {
  const { accept } = request.headers;
  return ENCODINGS.find((one) => accepts(accept, one)) ?? null;
}

export function answerNotAcceptable(reply: FastifyReply): FastifyReply {
  return answerText(reply, 406, `Expecting 'Accept' to allow '${PROTOBUF_TYPE}' or '${JSON_TYPE}'`);
}

function accepts(accept: string | undefined, type: Encoding): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  const meant = [type, 'application/*', '*/*'];
  return accept.split(',').some((part) => {
    const [said = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase());
    return meant.includes(said) && !parameters.some((one) => /^q\s*=\s*0(\.0*)?$/.test(one));
  });
}

/** Writes documents of one type as the answer's encoding wants them. */
export type WriteDocument = (document: JsonObject) => string | Uint8Array;

/**
 * What writes answers or events of a type, such as `scheduler.Event`.
 * The writer throws a MessageError for a document that is no such message.
 */
export async function documentWriter(encoding: Encoding, type: string): Promise<WriteDocument> {
  if (encoding === JSON_TYPE) return asciiJson;
  const codec = await messageCodec();
  return (document) => codec.encodeMessage(type, document);
}
