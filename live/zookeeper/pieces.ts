import type {
  CoordinationAnswer,
  CoordinationError,
  CoordinationRequest,
} from '../../core/election/coordination.ts';

/** Bytes of a piece: ZooKeeper takes a megabyte with all that goes with it (`jute.maxbuffer`). */
export const PIECE_BYTES: number = 2 ** 19;

/** How often a record that changes while it is read is read anew. */
const READS_MAX = 20;

export type Perform = (
  request: CoordinationRequest,
  settle: (answer: CoordinationAnswer) => void,
) => void;

/** `pieces NAME COUNT BYTES`: what stands in a record's node where its content stands beside it. */
interface Pieces {
  readonly name: string;
  readonly count: number;
  readonly bytes: number;
}

type RecordRequest = CoordinationRequest & { readonly op: 'CREATE' | 'SET_DATA' | 'GET_DATA' };

/** An answer other than the one wanted. */
class Refusal extends Error {
  readonly answer: CoordinationAnswer;

  constructor(answer: CoordinationAnswer) {
    super(answer.op === 'ERROR' ? answer.error : answer.op);
    this.answer = answer;
  }

  is(error: CoordinationError): boolean {
    return this.answer.op === 'ERROR' && this.answer.error === error;
  }
}

/**
 * A record that may be larger than ZooKeeper lets a node be. Small content stands in the record's
 * node as it is. Larger content is cut into pieces, new nodes under `RECORD.pieces`, and the
 * record's node then names them: its version still decides between writers, and a reader sees one
 * content or the other. Pieces are never changed.
 *
 * Pieces that nobody names are left by writers that failed or were too late. Each write that is
 * done removes those that stood there before it: one that is still under way then, from an earlier
 * content, will be refused for the record's version, so that nobody needs its pieces.
 */
export class PiecedRecord {
  private readonly path: string;
  private readonly perform: Perform;
  private readonly writer: string;
  private readonly pieceBytes: number;
  private writes = 0;

  /**
   * @param writer no other writer's name: letters and digits
   * @param pieceBytes {@link PIECE_BYTES} unless a test wants less
   */
  constructor(path: string, writer: string, perform: Perform, pieceBytes: number = PIECE_BYTES) {
    this.path = path;
    this.perform = perform;
    this.writer = writer;
    this.pieceBytes = pieceBytes;
  }

  /** Whether a request is about the record's content. A read with a watch sees the node itself. */
  concerns(request: CoordinationRequest): request is RecordRequest {
    if (request.path !== this.path) return false;
    if (request.op === 'GET_DATA') return !request.watch;
    return request.op === 'SET_DATA' || request.op === 'CREATE';
  }

  async answer(request: RecordRequest): Promise<CoordinationAnswer> {
    try {
      return await (request.op === 'GET_DATA' ? this.read() : this.write(request));
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  private async read(): Promise<CoordinationAnswer> {
    for (let reads = 0; reads < READS_MAX; reads++) {
      const head = await this.ask({ op: 'GET_DATA', path: this.path, watch: false });
      const pieces = readHead(head.data);
      if (pieces === null) return head;
      try {
        return { ...head, data: await this.join(pieces) };
      } catch (error) {
        // Somebody has replaced it, and removed what we were reading.
        if (!(error instanceof Refusal && error.is('NO_NODE'))) throw error;
      }
    }
    return { op: 'ERROR', error: 'CONNECTION_LOSS' };
  }

  private async join({ name, count, bytes }: Pieces): Promise<string> {
    const parts: Buffer[] = [];
    for (let at = 0; at < count; at++) {
      const path = this.piecePath(name, at);
      const { data } = await this.ask({ op: 'GET_DATA', path, watch: false });
      parts.push(Buffer.from(data, 'base64'));
    }
    const whole = Buffer.concat(parts);
    if (whole.length === bytes) return whole.toString('utf8');
    throw new Error(`${this.path}: pieces of ${whole.length} bytes, wanted ${bytes}`);
  }

  private async write(
    request: RecordRequest & { op: 'CREATE' | 'SET_DATA' },
  ): Promise<CoordinationAnswer> {
    const content = Buffer.from(request.data);
    // The pieces of a larger one before it are removed by the next large one.
    if (content.length <= this.pieceBytes) return this.ask(request);
    const folder = `${this.path}.pieces`;
    await this.makeFolder(folder);
    const before = (await this.ask({ op: 'GET_CHILDREN', path: folder, watch: false })).children;
    const pieces = await this.writePieces(content);
    const head = `pieces ${pieces.name} ${pieces.count} ${pieces.bytes}`;
    const answer = await this.ask({ ...request, data: head });
    for (const name of before) {
      await this.tell({ op: 'DELETE', path: `${folder}/${name}`, version: -1 });
    }
    return answer;
  }

  private async writePieces(content: Buffer): Promise<Pieces> {
    const name = `${this.writer}-${this.writes++}`;
    // Base64 because the port's data is text, and a cut may go through a character.
    const size = Math.floor((this.pieceBytes * 3) / 4 / 3) * 3;
    let count = 0;
    for (let at = 0; at < content.length; at += size) {
      const data = content.subarray(at, at + size).toString('base64');
      const path = this.piecePath(name, count++);
      await this.ask({ op: 'CREATE', path, data, mode: 'PERSISTENT' });
    }
    return { name, count, bytes: content.length };
  }

  private async makeFolder(path: string): Promise<void> {
    const answer = await this.tell({ op: 'CREATE', path, data: '', mode: 'PERSISTENT' });
    if (answer.op === 'CREATE') return;
    const refusal = new Refusal(answer);
    if (!refusal.is('NODE_EXISTS')) throw refusal;
  }

  private piecePath(name: string, at: number): string {
    return `${this.path}.pieces/${name}-${at}`;
  }

  /** @throws Refusal where it is not answered with what was asked for */
  private async ask<R extends CoordinationRequest>(
    request: R,
  ): Promise<CoordinationAnswer & { op: R['op'] }> {
    const answer = await this.tell(request);
    if (isAnswerTo(request, answer)) return answer;
    throw new Refusal(answer);
  }

  private tell(request: CoordinationRequest): Promise<CoordinationAnswer> {
    return new Promise((settle) => this.perform(request, settle));
  }
}

function isAnswerTo<R extends CoordinationRequest>(
  request: R,
  answer: CoordinationAnswer,
): answer is CoordinationAnswer & { op: R['op'] } {
  return answer.op === request.op;
}

function readHead(data: string): Pieces | null {
  const match = /^pieces (?<name>[\w-]+) (?<count>\d+) (?<bytes>\d+)$/.exec(data);
  if (match?.groups === undefined) return null;
  const { name, count, bytes } = match.groups;
  return { name, count: Number(count), bytes: Number(bytes) };
}
