import type { OpenedFile } from './page.ts';

/**
 * The file that `evenhand lab FILE` serves beside the page: `opened.json` says its name. A static
 * host has none, and says so with any answer that is not that.
 */
export async function servedFile(): Promise<OpenedFile | null> {
  // Only the loopback server of the command has one: no request to a static host for nothing.
  if (document.querySelector('meta[name=evenhand-opened]') === null) return null;
  const about = await fetch('./opened.json');
  if (!about.ok) return null;
  const said: unknown = await about.json();
  if (typeof said !== 'object' || said === null || !('name' in said)) return null;
  const beside = 'beside' in said && Array.isArray(said.beside) ? said.beside : [];
  return {
    name: String(said.name),
    content: await fetched('./opened'),
    beside: new Map(
      beside.map((path, place) => [String(path), () => fetched(`./opened-${place}`)] as const),
    ),
  };
}

async function fetched(address: string): Promise<Blob> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: found status ${answer.status}, wanted the file`);
  return answer.blob();
}

/** Whether the page comes from a master, whose cluster it can show. */
export function isServedByMaster(): boolean {
  return document.querySelector('meta[name=evenhand-master]') !== null;
}

/** Takes files dropped anywhere on the page; with several, the first. */
export function takeDrops(target: HTMLElement, taken: (file: OpenedFile) => void): void {
  target.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
  });
  target.addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0];
    // A page that takes the drop itself has said so.
    if (file === undefined || event.defaultPrevented) return;
    event.preventDefault();
    taken({ name: file.name, content: file, beside: new Map() });
  });
}
