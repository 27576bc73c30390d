import { type IncomingMessage, request } from 'node:http';

import type { JsonObject } from '../mesos/json.ts';
import { readJsonObject } from '../mesos/json.ts';
import { MasterAnswer } from './scheduler-client.ts';

/** A call that is not answered by then has failed, milliseconds. */
const ANSWER_MS = 30_000;

/** Masters that a call is passed on to before it is given up. */
const REDIRECTS_MAX = 5;

/** Nobody answers where a master is said to be. */
export class NoMaster extends Error {
  override readonly name = 'NoMaster';
}

/** A master's v1 operator API, by nothing but that API. A master that does not lead passes on. */
export class OperatorClient {
  private master: URL;

  constructor(master: URL) {
    this.master = master;
  }

  /** Where the last call was answered. */
  get leader(): URL {
    return this.master;
  }

  /**
   * Makes a call of Mesos's `master::Call`.
   * @param payload what stands in the field that is named as its type; none unless given
   * @returns what stands in the field of the answer that is named likewise; empty where nothing is
   * @throws MasterAnswer when it is refused, NoMaster when nobody answers
   */
  async call(type: string, payload?: JsonObject): Promise<JsonObject> {
    const field = type.toLowerCase();
    const said = payload === undefined ? { type } : { type, [field]: payload };
    const { status, text } = await this.exchange('POST', '/api/v1', JSON.stringify(said));
    if (status !== 200 && status !== 202) throw new MasterAnswer(status, text);
    const answer = readJsonObject(text)?.[field];
    return typeof answer === 'object' && answer !== null && !Array.isArray(answer)
      ? (answer as JsonObject)
      : {};
  }

  /** One of the read endpoints, such as `/state`. */
  async read(path: string): Promise<JsonObject> {
    const { status, text } = await this.exchange('GET', path, '');
    if (status !== 200) throw new MasterAnswer(status, text);
    return readJsonObject(text) ?? {};
  }

  private async exchange(
    method: 'GET' | 'POST',
    path: string,
    body: string,
  ): Promise<{ readonly status: number; readonly text: string }> {
    for (let hop = 0; ; hop++) {
      const response = await this.send(method, path, body);
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(Buffer.from(chunk));
      if (status !== 307 || location === undefined || hop === REDIRECTS_MAX) {
        return { status, text: Buffer.concat(chunks).toString('utf8').trim() };
      }
      const leader = new URL(location, this.master);
      this.master = new URL('/', leader);
    }
  }

  private send(method: 'GET' | 'POST', path: string, body: string): Promise<IncomingMessage> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (method === 'POST') {
      headers['content-type'] = 'application/json';
      headers['content-length'] = String(Buffer.byteLength(body));
    }
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const outgoing = request(new URL(path, this.master), { method, headers, signal }, resolve);
      outgoing.on('error', (error) => {
        const why = 'code' in error ? String(error.code) : error.message;
        reject(new NoMaster(`nobody answers at ${this.master.host} (${why})`));
      });
      outgoing.end(body);
    });
  }
}
