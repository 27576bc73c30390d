import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { request as requestByTls } from 'node:https';

/** What a client shows of itself, and how it knows whom it asks. */
export interface ClientAccess {
  /** The header of that name; null for one without a name. */
  readonly authorization: string | null;
  /** For `https:` addresses. */
  readonly tls: ClientTls;
}

/** Texts in PEM. Without an own authority those of Node are trusted. */
export interface ClientTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Of a client that nobody has to know. */
export const NO_ACCESS: ClientAccess = { authorization: null, tls: {} };

/** HTTP's basic authentication (RFC 7617). */
export function basicAuthorization(principal: string, secret: string): string {
  return `Basic ${Buffer.from(`${principal}:${secret}`, 'utf8').toString('base64')}`;
}

/** A token's (RFC 6750). */
export function tokenAuthorization(token: string): string {
  return `Bearer ${token}`;
}

/** `request` of Node for either scheme, with the client's name and certificates. */
export function openRequest(
  { authorization, tls }: ClientAccess,
  url: URL,
  options: RequestOptions,
  answered?: (response: IncomingMessage) => void,
): ClientRequest {
  const named = authorization === null ? {} : { authorization };
  const headers = { ...named, ...options.headers };
  if (url.protocol !== 'https:') return request(url, { ...options, headers }, answered);
  return requestByTls(url, { ...tls, ...options, headers }, answered);
}

/** What was answered, all of it. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless the headers say otherwise. */
  readonly body?: string;
  /** For the whole answer; 10 seconds unless given. */
  readonly timeoutMs?: number;
}

const USUAL_TIMEOUT_MS = 10_000;

/** Longest answer that is taken, bytes. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;

/** Leaders that one question is sent on to. */
const REDIRECTS_MAX = 3;

/**
 * Asks once, and follows a follower's word (307) to its leader.
 * @throws Error when nobody answers in time
 */
export async function ask(access: ClientAccess, url: URL, question: Question): Promise<Answer> {
  let place = url;
  for (let redirects = 0; ; redirects++) {
    const answer = await askOnce(access, place, question);
    const { location } = answer.headers;
    if (answer.status !== 307 || location === undefined || redirects === REDIRECTS_MAX) {
      return answer;
    }
    const next = new URL(location, place);
    // A name is not told in the clear by whoever came with TLS.
    if (next.protocol !== place.protocol) return answer;
    place = next;
  }
}

function askOnce(access: ClientAccess, url: URL, question: Question): Promise<Answer> {
  const { method = 'GET', headers = {}, body, timeoutMs = USUAL_TIMEOUT_MS } = question;
  const sent =
    body === undefined
      ? { ...headers }
      : {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          ...headers,
        };
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const outgoing = openRequest(access, url, { method, headers: sent, signal }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES_MAX) response.destroy(new Error('the answer has no end'));
      });
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
