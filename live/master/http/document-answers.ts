import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

import { type Documented, Pieced, jsonPieces, messagePieces } from '../../mesos/pieces.ts';
import { messageCodec } from '../../mesos/protobuf/message-codec.ts';
import { inSlices } from '../turns.ts';
import { ANSWER_SLOTS } from './answer-slots.ts';
import type { Encoding } from './v1-call.ts';

/** Makes a document when it is its turn. */
export type MakeDocument = () => Documented;

/**
 * Answers with a document as JSON, written piece by piece: however large it is, the master goes on
 * with its work between.
 * @param wrapped what stands before and behind, for JSONP
 */
export async function answerPieces(
  reply: FastifyReply,
  make: MakeDocument,
  wrapped: readonly [string, string] = ['', ''],
): Promise<FastifyReply> {
  const [before, behind] = wrapped;
  const begin = function* (): Generator<string> {
    yield before;
    yield* jsonPieces(make());
    yield behind;
  };
  const texts = textsOf(reply, begin);
  const [first, second] = [await texts.next(), await texts.next()];
  // Most clusters are told of in one slice, and what is short is quicker sent at once.
  if (second.done === true) return reply.send(first.value ?? Buffer.alloc(0));
  const all = async function* (): AsyncGenerator<Buffer> {
    if (first.done !== true) yield first.value;
    yield second.value;
    yield* texts;
  };
  return reply.send(Readable.from(all(), { objectMode: false }));
}

async function* textsOf(
  reply: FastifyReply,
  begin: () => Iterable<string>,
): AsyncGenerator<Buffer> {
  await ANSWER_SLOTS.take(reply.raw);
  for await (const slice of inSlices(begin)) {
    const text = slice.join('');
    if (text !== '') yield Buffer.from(text);
  }
}

/**
 * All bytes of an answer or an event, made in slices: those of v1 need their length first.
 * @param type of the message, such as `master.Response`
 */
export async function documentBytes(
  encoding: Encoding,
  type: string,
  make: MakeDocument,
): Promise<Buffer> {
  const bytes: Buffer[] = [];
  if (encoding === 'application/json') {
    for await (const slice of inSlices(() => jsonPieces(make()))) {
      bytes.push(Buffer.from(slice.join('')));
    }
  } else {
    const codec = await messageCodec();
    for await (const slice of inSlices(() => messagePieces(codec, type, make()))) {
      bytes.push(Buffer.concat(slice));
    }
  }
  return Buffer.concat(bytes);
}

/** The document under its type's name, as v1 answers carry it. */
export function answerDocument(type: string, answer: Documented | null): Pieced {
  if (answer === null) return new Pieced({ type });
  const name = type.toLowerCase();
  if (answer instanceof Pieced) return new Pieced({ type }, {}, { [name]: answer });
  return new Pieced({ type, [name]: answer });
}
