/** The example that ends every help page. */
export function helpExample(...lines: readonly string[]): string {
  const noun = lines.length === 1 ? 'Example' : 'Examples';
  return `\n${noun}:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
