/** SHA-256 (FIPS 180-4), fed piece by piece: a file of any size is never in memory. */
export class Sha256 {
  private readonly state = Uint32Array.from(INITIAL);
  private readonly block = new Uint8Array(64);
  private readonly words = new Int32Array(64);
  private held = 0;
  private bytes = 0;

  push(piece: Uint8Array): void {
    this.bytes += piece.length;
    let at = 0;
    while (at < piece.length) {
      const part = piece.subarray(at, at + 64 - this.held);
      this.block.set(part, this.held);
      this.held += part.length;
      at += part.length;
      if (this.held === 64) this.mix();
    }
  }

  /** The digest in hexadecimal, as `sha256sum` prints it. Nothing can be pushed after it. */
  end(): string {
    const { bytes, block } = this;
    block[this.held++] = 0x80;
    block.fill(0, this.held);
    if (this.held > 56) {
      this.mix();
      block.fill(0);
    }
    const view = new DataView(block.buffer);
    view.setUint32(56, Math.floor(bytes / 2 ** 29));
    view.setUint32(60, (bytes * 8) >>> 0);
    this.mix();
    return [...this.state].map((word) => word.toString(16).padStart(8, '0')).join('');
  }

  /** Takes in the block that is full. */
  private mix(): void {
    const { state, words, block } = this;
    this.held = 0;
    for (let t = 0; t < 16; t++) {
      const at = 4 * t;
      words[t] = (block[at] << 24) | (block[at + 1] << 16) | (block[at + 2] << 8) | block[at + 3];
    }
    for (let t = 16; t < 64; t++) {
      const [x, y] = [words[t - 15], words[t - 2]];
      const first = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
      const second = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
      words[t] = (words[t - 16] + first + words[t - 7] + second) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t++) {
      const sum1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const one = (h + sum1 + ((e & f) ^ (~e & g)) + ROUNDS[t] + words[t]) | 0;
      const sum0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const two = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] += word;
  }
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The first 32 bits of the fractional parts of roots of the first primes. */
function fractions(count: number, root: (prime: number) => number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= n; divisor++) {
      if (n % divisor === 0) isPrime = false;
    }
    if (isPrime) found.push(((root(n) % 1) * 2 ** 32) | 0);
  }
  return found;
}

const INITIAL = fractions(8, Math.sqrt);
const ROUNDS = Int32Array.from(fractions(64, Math.cbrt));
