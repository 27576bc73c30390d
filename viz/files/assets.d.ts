/** The address of a file that is shipped beside the page. */
declare module '*?url' {
  const address: string;
  export default address;
}
