/** What the bundler puts in: the engine's version, from package.json. */
declare const EVENHAND_VERSION: string;

declare module '*.css' {}

declare module '*?raw' {
  const text: string;
  export default text;
}
