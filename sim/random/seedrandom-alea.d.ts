/** The one generator of `seedrandom` we use, without its entrance, which looks for Node's crypto. */
declare module 'seedrandom/lib/alea.js' {
  export default function alea(seed: string): () => number;
}
